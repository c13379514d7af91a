import { InvalidOptionError } from '@mixtura/numerics'
import {
  callback,
  choice,
  count,
  isRecord,
  list,
  optional,
  type OptionReaders,
  type Reader,
  record,
  withoutReaders,
} from '@mixtura/numerics/validation'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { isFactors, requireCovarianceType } from '../covariance/requireCovarianceType.js'
import { checkpointBytes, fitOptionReaders } from '../fit/fitOptionReaders.js'
import { startMethods } from '../starts/prepareStarts.js'
import type { AcceptedSelectionOptions, ComponentCounts, ComponentRange, SelectionCriterion } from './selectionTypes.js'

export const criteria: readonly SelectionCriterion[] = ['bic', 'aic', 'icl', 'icl-soft', 'cross-validation']

/** Reads { minimum, maximum }. */
export const componentRange: Reader<ComponentRange> = record({ minimum: count(1), maximum: count(1) })

/** Reads { minimum, maximum }, or the numbers themselves. */
export const componentCounts: Reader<ComponentCounts> = (name, value) => {
  if (Array.isArray(value)) return list(count(1), '[1, 2, 4]')(name, value)
  if (isRecord(value)) return componentRange(name, value)
  throw new InvalidOptionError(name, '{ minimum, maximum } or a list of numbers', value, 'Pass for example { minimum: 1, maximum: 6 }.')
}

/** Reads a list of covariance structures, or 'all'. */
export const covarianceTypes: Reader<readonly CovarianceType[] | 'all'> = (name, value) => {
  if (value === 'all') return value
  if (typeof value === 'string') {
    throw new InvalidOptionError(name, "a list of covariance types, or 'all'", value, `Pass for example ['${value}'].`)
  }
  if (isFactors(value)) {
    throw new InvalidOptionError(name, 'a list of covariance types', 'one', 'Pass for example [{ factors: 2 }].')
  }
  return listOfTypes(name, value)
}

/** Reads a list of covariance structures. */
export const listOfTypes: Reader<readonly CovarianceType[]> = list((name, type) => {
  requireCovarianceType(name, type)
  return type
}, "['full', 'diag']")

export const selectionReaders: OptionReaders<AcceptedSelectionOptions> = {
  ...withoutReaders(fitOptionReaders, 'components', 'covarianceType', 'initialize', 'frozen', 'onIteration', 'onProgress', 'resume'),
  components: componentCounts,
  covarianceTypes: optional(covarianceTypes),
  criterion: optional(choice(criteria)),
  folds: optional(count(2)),
  initialize: optional(choice(startMethods)),
  onIteration: optional(callback()),
  onProgress: optional(callback()),
  onCandidate: optional(callback()),
  resume: optional(checkpointBytes),
}
