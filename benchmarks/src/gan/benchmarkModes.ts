import type { GaussianMixture } from '@mixtura/core'
import {
  deliGanPreset,
  fitGaussianMixtureGan,
  gridMixture,
  mdGanPreset,
  modeCoverage,
  packGanPreset,
  plainGanPreset,
  ringMixture,
  type GanDesignOptions,
} from '@mixtura/deep'
import type { ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { tableLine, type TableColumn } from '../table.js'
import { addToReport, timed, type GanRun } from './ganReport.js'

const sets: Readonly<Record<string, () => GaussianMixture>> = { ring: ringMixture, grid: gridMixture }

/** Options left out have the package's defaults, so all designs have the same networks, steps, batches and learning rate. */
const designs: Readonly<Record<string, GanDesignOptions>> = {
  mixture: {},
  plain: plainGanPreset(),
  pacgan: packGanPreset(),
  deligan: deliGanPreset(),
  mdgan: mdGanPreset(),
}

export const modeParts = [...Object.keys(sets), ...Object.keys(designs)]

const rows = 100_000
const generated = 2500
const steps = 2000

const columns: readonly TableColumn<GanRun>[] = [
  { head: 'set', width: 5, cell: ({ set }) => set },
  { head: 'design', width: 8, cell: ({ design }) => design },
  { head: 'seed', width: 4, cell: ({ seed }) => String(seed) },
  { head: 'modes', width: 5, cell: ({ modes }) => String(modes) },
  { head: 'high quality', width: 12, cell: ({ highQualityShare }) => `${(100 * (highQualityShare ?? NaN)).toFixed(1)} %` },
  { head: 'KL, nats', width: 8, cell: ({ reverseKlDivergence }) => reverseKlDivergence.toFixed(3) },
  { head: 's', width: 4, cell: ({ seconds }) => seconds.toFixed(0) },
  { head: 's of processor', width: 14, cell: ({ processorSeconds }) => processorSeconds.toFixed(0) },
]

/**
 * Number of modes of the ring and the grid that each design finds. There are 100,000 training points and 2,500 generated
 * ones; a point counts for its nearest mode within 3 σ, as in PacGAN (2018), section 4.1. Networks are smaller and runs
 * shorter than in the paper.
 */
export async function benchmarkModes({ seeds, quick, json, only, backend }: ModelBenchmarkOptions): Promise<void> {
  const asked = <Value>(all: Readonly<Record<string, Value>>): [string, Value][] => {
    const named = Object.entries(all).filter(([name]) => only.includes(name))
    return named.length > 0 ? named : Object.entries(all)
  }
  console.log(tableLine(columns))
  for (const [set, mixtureOf] of asked(sets)) {
    const mixture = mixtureOf()
    for (const [design, options] of asked(designs)) {
      for (const seed of seeds) {
        const { samples } = mixture.sample(rows, { seed: 1000 + seed })
        const settings = { ...options, scale: 'none', seed, steps: quick ? 100 : steps } as const
        const { result, seconds, processorSeconds } = await timed(() => fitGaussianMixtureGan(samples, settings))
        const drawn = await result.model.sample(generated, { seed })
        result.model.dispose()
        const { modes, highQualityShare, reverseKlDivergence } = await modeCoverage(drawn.samples, mixture)
        const run = { set, design, seed, quick, backend: backend.name, steps: result.steps, modes, highQualityShare, reverseKlDivergence, seconds, processorSeconds }
        console.log(tableLine(columns, run))
        addToReport(run, json)
      }
    }
  }
}
