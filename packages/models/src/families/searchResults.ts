/** Curves, facts and tables of the families over core's search for starts. */
import type { Curve, Fact, ResultTable } from '../contract/fittedModel.js'
import { componentNumbers } from './mixtureAbilities.js'

/** Mean log-likelihood after each iteration. */
export function likelihoodCurve(logLikelihoods: readonly number[], name = 'meanLogLikelihood'): Curve {
  return { name, unit: 'logDensityPerRow', step: 'iteration', steps: logLikelihoods.map((_, at) => at), values: logLikelihoods }
}

/** Likelihood and criteria of a fit by maximum likelihood, with the usual sign: smaller AIC and BIC are better. */
export function likelihoodFacts({ meanLogLikelihood, parameterCount, rows }: {
  readonly meanLogLikelihood: number
  readonly parameterCount: number
  readonly rows: number
}): readonly Fact[] {
  const deviance = -2 * rows * meanLogLikelihood
  return [
    { name: 'parameterCount', value: parameterCount, unit: '' },
    { name: 'meanLogLikelihood', value: meanLogLikelihood, unit: 'logDensityPerRow' },
    { name: 'bic', value: deviance + parameterCount * Math.log(rows), unit: 'deviance' },
    { name: 'aic', value: deviance + 2 * parameterCount, unit: 'deviance' },
  ]
}

interface Ending {
  readonly iterations: number
  readonly converged: boolean
  /** Undefined for fits that do not report it. */
  readonly collapsed?: boolean
  readonly stopped: boolean
}

/** How a fit ended. */
export function endingFacts({ iterations, converged, collapsed, stopped }: Ending): readonly Fact[] {
  return [
    { name: 'iterations', value: iterations, unit: '' },
    { name: 'converged', value: converged, unit: '' },
    ...(collapsed === undefined ? [] : [{ name: 'collapsed', value: collapsed, unit: '' }]),
    { name: 'stopped', value: stopped, unit: '' },
  ]
}

interface StartRecord {
  readonly start: number
  readonly iterations: number
  readonly converged: boolean
  readonly error?: Error
}

/** The outcome of each start. `value` returns NaN for a start that failed. */
export function startTable<Record extends StartRecord>(records: readonly Record[], name: string, value: (record: Record) => number): ResultTable {
  return {
    name: 'starts',
    columns: [
      { name: 'start', unit: '' },
      { name, unit: 'logDensityPerRow' },
      { name: 'iterations', unit: '' },
      { name: 'converged', unit: '' },
      { name: 'error', unit: '' },
    ],
    rows: records.map(record => [record.start + 1, numberOrNull(value(record)), record.iterations, record.converged, record.error?.message ?? null]),
  }
}

const numberOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

/** The facts of a script that computes them from `model`, `logLikelihoods`, `iterations` and `converged`. */
export const likelihoodExpressions = {
  parameterCount: 'model.parameterCount',
  meanLogLikelihood: 'logLikelihoods.at(-1)',
  bic: 'await model.bic(samples)',
  aic: 'await model.aic(samples)',
  iterations: 'iterations',
  converged: 'converged',
} as const

/** A fit of core by maximum likelihood. */
interface LikelihoodFit extends Ending {
  /** Mean per row after each iteration, nats. */
  readonly logLikelihoods: readonly number[]
  readonly starts: readonly (StartRecord & { readonly meanLogLikelihood: number })[]
}

/**
 * Results of a fit by maximum likelihood. Its groups are the components.
 *
 * @param own further facts of the family.
 */
export function likelihoodResults(
  fit: LikelihoodFit,
  { components, parameterCount, rows, own }: { readonly components: number; readonly parameterCount: number; readonly rows: number; readonly own: readonly Fact[] },
): { readonly groups: readonly number[]; readonly facts: readonly Fact[]; readonly curves: readonly Curve[]; readonly tables: readonly ResultTable[] } {
  return {
    groups: componentNumbers(components),
    facts: [
      { name: 'components', value: components, unit: '' },
      ...likelihoodFacts({ meanLogLikelihood: fit.logLikelihoods.at(-1)!, parameterCount, rows }),
      ...own,
      ...endingFacts(fit),
    ],
    curves: [likelihoodCurve(fit.logLikelihoods)],
    tables: [startTable(fit.starts, 'meanLogLikelihood', record => record.meanLogLikelihood)],
  }
}
