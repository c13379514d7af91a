import { mStep } from '../em/mStep.js'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import type { MixtureParameters } from '../model/parameters.js'
import type { CodedStatistics } from '../statistics/accumulateCodedSegments.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { codedLength, type CodedFamily } from './columnFamilies.js'
import type { CodedColumn } from './codedRows.js'
import type { MixedIterate } from './mixedParameters.js'
import { countOffsets } from './valueTables.js'

export interface MixedMStepOptions {
  readonly covarianceType: CovarianceType
  /** As in `mStep`. */
  readonly regularization: Float64Array
  readonly families: readonly CodedFamily[]
  /** The values of each column that is not a number. */
  readonly coded: readonly Pick<CodedColumn, 'values'>[]
  /** Added to the count of each level in each class. */
  readonly pseudoCount: number
}

/** The M-step: weights and Gaussians as in `mStep`, and the parameters of each other column from the counts of its values. */
export function mixedMStep(statistics: SufficientStatistics, options: MixedMStepOptions, previous?: MixtureParameters): MixedIterate {
  const { covarianceType, regularization } = options
  const { columnParameters } = (previous ?? {}) as Partial<MixedIterate>
  return {
    ...mStep(statistics, { covarianceType, regularization, ...(previous && { previous }) }),
    columnParameters: columnMStep((statistics as CodedStatistics).valueCounts, options, columnParameters),
  }
}

/** The M-step of the columns that are not numbers. */
export function columnMStep(
  valueCounts: Float64Array,
  { families, coded, pseudoCount }: Pick<MixedMStepOptions, 'families' | 'coded' | 'pseudoCount'>,
  previous?: Float64Array,
): Float64Array {
  const parameters = new Float64Array(codedLength(families))
  const { offsets } = countOffsets(coded, families[0]?.shape.components ?? 0)
  families.forEach(({ family, shape, from, to }, c) => {
    const { values } = coded[c]
    const counts = valueCounts.subarray(offsets[c], offsets[c] + values.length * shape.components)
    parameters.set(family.estimate({ ...shape, values, counts, pseudoCount, previous: previous?.subarray(from, to) }), from)
  })
  return parameters
}

/** A given start may have probabilities of 0; the first M-step leaves none. */
const leastLog = Math.log(Number.MIN_VALUE)

/** ln p(parameters) up to a constant, nats: Σ a ln p_kl over all levels, whose maximum pseudo-counts are. */
export function logPseudoPrior(families: readonly CodedFamily[], columnParameters: Float64Array, pseudoCount: number): number {
  let sum = 0
  for (const { family, shape, from, to } of families) {
    if (shape.levels === 0) continue
    const levels = Float64Array.from({ length: shape.levels }, (_, l) => l)
    for (const log of family.logProbabilities(columnParameters.subarray(from, to), levels, shape)) sum += pseudoCount * Math.max(log, leastLog)
  }
  return sum
}
