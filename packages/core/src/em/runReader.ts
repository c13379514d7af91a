import { madeOfFields, savedArray, savedChoice, savedCount, savedFields, savedFlag, savedList, savedNumber, savedPositive, wrongField } from '@mixtura/numerics'
import { optional, type Reader } from '@mixtura/numerics/validation'
import type { CoordinateStep } from '../covariance/covarianceStructure.js'
import { covarianceStructure, storedLength } from '../covariance/structures.js'
import { checkParameters, type MixtureParameters } from '../model/parameters.js'
import { areProjected } from '../statistics/projections.js'
import type { SufficientStatistics } from '../statistics/sufficientStatistics.js'
import { createAcceleration, maxPause, maxPairs, type AccelerationState, type Iterate } from './acceleration.js'
import type { EmRun } from './em.js'
import { maxExtrapolationPause, maxSteps, type ExtrapolationState } from './extrapolation.js'
import type { StepPair } from './quasiNewton.js'
import type { RunShape, SavableRun } from './savedRun.js'

/** Reads a run that `savedRun` wrote. */
export function runReader(shape: RunShape): Reader<SavableRun> {
  const parameters = parametersReader(shape)
  const readRun = savedFields<Omit<EmRun, 'progress'>>({
    parameters, converged: savedFlag, stopped: savedFlag, iterations: savedCount, logLikelihoods: savedList(savedNumber, { minLength: 1 }),
  })
  const iterate: Reader<Iterate> = savedFields<Iterate>({
    parameters, origin: optional(statisticsReader(shape)), statistics: statisticsReader(shape), meanLogLikelihood: savedNumber, objective: savedNumber,
  })
  const progress = optional(
    savedFields<SavedProgress>({
      current: iterate,
      objectives: savedList(savedNumber, { minLength: 1 }),
      path: savedList(savedNumber, { minLength: 1, maxLength: 3 }),
      slow: savedFlag,
      acceleration: optional(accelerationReader(shape, iterate)),
      extrapolation: optional(extrapolationReader(shape)),
    }),
  )
  const readProgress = savedFields({ progress })
  return (path, value) => {
    const run = readRun(path, value)
    requireOnePerIteration(`${path}.logLikelihoods`, run.logLikelihoods, run.iterations)
    const { progress: saved } = readProgress(path, value)
    madeOfFields(`${path}.parameters`, () => checkParameters(saved?.current.parameters ?? run.parameters))
    if (!saved) return run
    requireOnePerIteration(`${path}.progress.objectives`, saved.objectives, run.iterations)
    const { acceleration } = saved
    return {
      ...run,
      parameters: saved.current.parameters,
      progress: { ...saved, extrapolation: saved.extrapolation, acceleration: acceleration && madeOfFields(`${path}.progress.acceleration`, () => createAcceleration(acceleration)) },
    }
  }
}

interface SavedProgress {
  readonly current: Iterate
  readonly objectives: readonly number[]
  readonly path: readonly number[]
  readonly slow: boolean
  readonly acceleration?: AccelerationState | undefined
  readonly extrapolation?: ExtrapolationState | undefined
}

function requireOnePerIteration(path: string, values: readonly number[], iterations: number): void {
  if (values.length !== iterations + 1) throw wrongField(path, `a list of ${iterations + 1} entries, one more than iterations`, `a list of ${values.length}`)
}

/** Reads the parameters of a mixture. */
export function parametersReader({ covarianceType, components, columns, added }: RunShape): Reader<MixtureParameters> {
  const read = savedFields<Pick<MixtureParameters, 'weights' | 'means' | 'covariances'>>({
    weights: savedArray(components, { sign: 'positive' }),
    means: savedArray(components * columns),
    covariances: savedArray(storedLength(covarianceType, components, columns)),
    ...added?.parameters,
  })
  return (path, value) => ({ covarianceType, components, columns, ...read(path, value) })
}

function statisticsReader({ covarianceType, components, columns, added }: RunShape): Reader<SufficientStatistics> {
  const isProjected = areProjected(covarianceType, columns)
  const scatter = isProjected ? 'diagonal' : covarianceStructure(covarianceType).layout.scatter
  const size = components * columns
  const read = savedFields<Omit<SufficientStatistics, 'components' | 'columns' | 'directions' | 'projections' | 'valueCounts'>>({
    scatter: savedChoice([scatter]),
    rows: savedCount,
    totalWeight: savedPositive,
    logLikelihood: savedNumber,
    centres: savedArray(size),
    counts: savedArray(components, { sign: 'not negative' }),
    sums: savedArray(size),
    scatters: savedArray(scatter === 'full' ? size * columns : size),
    ...added?.statistics,
  })
  return (path, value) => ({ components, columns, ...read(path, value), ...(isProjected && readProjections(path, value, size)) })
}

/** @param size K D: directions and projections are [K, m, D]. */
function readProjections(path: string, value: unknown, size: number): Pick<SufficientStatistics, 'directions' | 'projections'> {
  const { directions } = value as { readonly directions?: unknown }
  const width = directions instanceof Float64Array ? Math.max(1, Math.floor(directions.length / size)) : 1
  const array = savedArray(size * width)
  return savedFields({ directions: array, projections: array })(path, value)
}

function accelerationReader({ covarianceType, components, columns }: RunShape, iterate: Reader<Iterate>): Reader<AccelerationState> {
  const isFull = covarianceStructure(covarianceType).layout.scatter === 'full'
  const coordinates = savedArray(components * (1 + columns + (isFull ? (columns * (columns + 1)) / 2 : columns)))
  return savedFields<AccelerationState>({
    waiting: savedList(iterate, { maxLength: maxPairs + 1 }),
    latest: optional(iterate),
    pairs: savedList(savedFields<StepPair>({ step: coordinates, shrinkage: coordinates }), { maxLength: maxPairs }),
    reach: savedPositive,
    refusals: savedCount,
    pause: pauseReader(maxPause),
  })
}

function extrapolationReader({ covarianceType, components, columns }: RunShape): Reader<ExtrapolationState> {
  const coordinates = savedArray(storedLength(covarianceType, components, columns))
  return savedFields<ExtrapolationState>({
    steps: savedList(savedFields<CoordinateStep>({ from: coordinates, to: coordinates }), { maxLength: maxSteps }),
    refusals: savedCount,
    pause: pauseReader(maxExtrapolationPause),
    isOver: savedFlag,
  })
}

function pauseReader(max: number): Reader<number> {
  return (path, value) => {
    const pause = savedCount(path, value)
    if (pause <= max) return pause
    throw wrongField(path, `at most ${max}`, String(pause))
  }
}
