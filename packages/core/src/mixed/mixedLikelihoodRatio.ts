import type { Matrix } from '@mixtura/numerics'
import { callback, count, optional, type OptionReaders, readOptions, withoutReaders } from '@mixtura/numerics/validation'
import { ratioTest, type LikelihoodRatioTest } from '../selection/ratioTest.js'
import { acceptTable, fitMixedMixture, type MixedTable } from './fitMixedMixture.js'
import { givenColumn } from './mixedColumns.js'
import { mixedFitReaders, type MixedFitOptions } from './mixedFitOptions.js'

/** Options of `bootstrapMixedLikelihoodRatio`. */
export interface MixedLikelihoodRatioOptions extends Omit<MixedFitOptions, 'initialize' | 'sampleWeights' | 'labelPriors' | 'onIteration' | 'onProgress' | 'resume'> {
  /** K of the null hypothesis; the alternative has K + 1. */
  readonly components: number
  /** Tables drawn under the null; 99 by default, so that the smallest p-value is 0.01. */
  readonly replicates?: number
  /** Called after each replicate. */
  readonly onReplicate?: (done: number, replicates: number) => void
}

const readers: OptionReaders<MixedLikelihoodRatioOptions> = {
  ...withoutReaders(mixedFitReaders, 'initialize', 'sampleWeights', 'labelPriors', 'onIteration', 'onProgress', 'resume'),
  replicates: optional(count(1)),
  onReplicate: optional(callback()),
}

/**
 * Tests K classes against K + 1 by parametric bootstrap, as `bootstrapLikelihoodRatio` does for Gaussian mixtures. The tables that are drawn
 * lack the cells that the given one lacks.
 *
 * @throws {InvalidOptionError} for an option out of range, and all that `fitMixedMixture` throws on the table itself.
 * @see McLachlan (1987); Nylund, Asparouhov & Muthén, Deciding on the number of classes in latent class analysis (2007).
 */
export async function bootstrapMixedLikelihoodRatio(table: MixedTable, options: MixedLikelihoodRatioOptions): Promise<LikelihoodRatioTest> {
  const { replicates, onReplicate, components, seed, ...fitOptions } = readOptions('bootstrapMixedLikelihoodRatio', options, readers)
  const { columns: described, samples: given } = acceptTable(table)
  const columns = described.map(column => givenColumn(column)!)
  return ratioTest(given, { replicates, onReplicate, seed }, async (samples: Matrix, rowSeed) => {
    const fit = (k: number) => fitMixedMixture({ columns, samples }, { ...fitOptions, components: k, seed: rowSeed })
    const [small, large] = [await fit(components), await fit(components + 1)]
    return {
      small, large, rows: samples.rows,
      sample(drawSeed) {
        const drawn = small.model.sample(samples.rows, { seed: drawSeed }).samples
        const isMissing = (at: number): boolean => Number.isNaN(given.data[at]) || (given.data[at] === -1 && described[at % columns.length].kind !== 'number')
        return { ...drawn, data: drawn.data.map((value, at) => (isMissing(at) ? NaN : value)) as Matrix['data'] }
      },
    }
  })
}
