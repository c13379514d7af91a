import { InvalidOptionError } from '@mixtura/numerics'
import type { CovarianceType } from '../covariance/covarianceStructure.js'
import { parsimoniousTypes } from '../covariance/structures.js'
import { selectionDefaults, type AcceptedSelectionOptions, type CandidateShape, type ComponentCounts, type SelectionCriterion, type SelectionOptions } from './selectionTypes.js'

/**
 * The candidates of a selection, in the order in which they are fitted.
 *
 * @param options read.
 * @throws {InvalidOptionError} for options of the selection that are out of range or do not go together.
 */
export function candidateShapes(options: AcceptedSelectionOptions): readonly CandidateShape[] {
  const { covarianceTypes = selectionDefaults.covarianceTypes, criterion = selectionDefaults.criterion, labelPriors, noiseCovariances } = options
  const counts = componentCounts(options.components)
  if (labelPriors && !counts.every(count => count === labelPriors.columns)) {
    throw new InvalidOptionError(
      'components',
      `[${labelPriors.columns}] beside labelPriors of ${labelPriors.columns} columns`,
      `[${counts.join(', ')}]`,
      'Select among covarianceTypes only, or once for each number of components with priors of its own.',
    )
  }
  if (noiseCovariances) requireCriterionBeside('noiseCovariances', criterion, ['bic', 'aic'])
  if (labelPriors) requireCriterionBeside('labelPriors', criterion, ['bic', 'aic', 'icl', 'icl-soft'])
  return typesOf(covarianceTypes).flatMap(covarianceType => counts.map(components => ({ covarianceType, components })))
}

function componentCounts(components: ComponentCounts): readonly number[] {
  if (isList(components)) {
    if (components.length === 0) {
      throw new InvalidOptionError('components', 'at least one number', '[]', 'Pass for example [1, 2, 4].')
    }
    return components
  }
  const { minimum, maximum } = components
  if (maximum < minimum) {
    throw new InvalidOptionError('components.maximum', `at least components.minimum (${minimum})`, maximum, 'Swap the two.')
  }
  return Array.from({ length: maximum - minimum + 1 }, (_, i) => minimum + i)
}

function typesOf(covarianceTypes: NonNullable<SelectionOptions['covarianceTypes']>): readonly CovarianceType[] {
  if (covarianceTypes === 'all') return parsimoniousTypes
  if (covarianceTypes.length > 0) return covarianceTypes
  throw new InvalidOptionError('covarianceTypes', 'at least one covariance type', '[]', "Pass for example ['full', 'diag'].")
}

function requireCriterionBeside(option: string, criterion: SelectionCriterion, defined: readonly SelectionCriterion[]): void {
  if (defined.includes(criterion)) return
  const listed = defined.map(name => `'${name}'`).join(', ')
  throw new InvalidOptionError('criterion', `one of ${listed} beside ${option}`, criterion, "Pass for example criterion: 'bic'.")
}

function isList(components: ComponentCounts): components is readonly number[] {
  return Array.isArray(components)
}
