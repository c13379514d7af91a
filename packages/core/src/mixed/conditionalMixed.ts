import { logSumExp, ShapeError } from '@mixtura/numerics'
import { readNumbers, readOptions, requireIndices } from '@mixtura/numerics/validation'
import { createConditioning } from '../mixture/conditioning.js'
import type { Condition } from '../mixture/conditionalParameters.js'
import { otherColumns } from '../mixture/selectColumns.js'
import { covarianceStructure } from '../covariance/structures.js'
import { marginalParameters } from '../model/marginalParameters.js'
import type { MixtureParameters } from '../model/parameters.js'
import { codedFamilies } from './columnFamilies.js'
import { codeRows } from './codedRows.js'
import { splitColumns } from './mixedColumns.js'
import { parametersOf, iterateOf, mixedInCanonicalOrder, type MixedParameters } from './mixedParameters.js'
import { takeClasses } from './takeClasses.js'
import { valuePlaces, valueTables } from './valueTables.js'

/**
 * The mixture of some columns, in the given order; the others are integrated out. Covariances of numbers are 'full', or 'diag' if they
 * were diagonal.
 *
 * @param columns 0-based, distinct, at least one.
 */
export function marginalMixed(parameters: MixedParameters, columns: readonly number[]): MixedParameters {
  requireIndices('columns', columns, { kind: 'column', count: parameters.columns.length })
  const { numbers } = parameters
  const places = splitColumns(parameters.columns).numbers
  const chosen = columns.map(column => places.indexOf(column)).filter(at => at >= 0)
  return {
    ...parameters,
    columns: columns.map(column => parameters.columns[column]),
    numbers: numbers && chosen.length > 0 ? marginalParameters(numbers, chosen, covarianceStructure(numbers.covarianceType).layout.scatter) : null,
    columnParameters: parametersOfColumns(parameters, columns),
  }
}

/**
 * The mixture of the other columns, ascending, given the values of some: the weights are p(k given the values), the Gaussians are conditioned
 * on the given numbers, and the other columns keep their distributions. Classes are in canonical order; one whose weight underflows to 0 is
 * left out.
 *
 * @throws {ShapeError} if `given` or `values` does not fit the columns, or no class can have the values.
 */
export function conditionalMixed(parameters: MixedParameters, condition: Condition): MixedParameters {
  const { columns, components, weights, numbers } = parameters
  const { given, values } = readOptions<Condition>('conditional', condition, {
    given: (name, value) => {
      requireIndices(name, value, { kind: 'column', count: columns.length })
      return value
    },
    values: readNumbers,
  })
  if (given.length === columns.length) throw new ShapeError('given', `fewer than all ${columns.length} columns`, 'all of them', 'Leave out the columns whose distribution you need.')
  if (values.length !== given.length) throw new ShapeError('values', `[${given.length}], one per given column`, `[${values.length}]`, 'Pass the value of each given column, in the order of given.')
  const rest = otherColumns(columns.length, given)
  const row = { data: Float64Array.from(values), rows: 1, columns: given.length }
  const known = codeRows(row, given.map(column => columns[column]))
  if (known.coded.some(({ values: own, codes }) => codes[0] === own.length) || known.numbers.data.some(Number.isNaN)) {
    throw new ShapeError('values', 'without missing cells', `[${Array.from(values).join(', ')}]`, 'Leave the columns that are not known out of given.')
  }
  const logWeights = weights.map(Math.log)
  const marginal = marginalMixed(parameters, given)
  const logProbabilities = valueTables(codedFamilies(marginal.columns, components), known.coded, marginal.columnParameters)
  for (const place of valuePlaces(known.coded, 1, components)) logWeights.forEach((_, k) => (logWeights[k] += logProbabilities[place + k]))

  const places = splitColumns(columns).numbers
  const [predictors, responses] = [given, rest].map(some => some.map(column => places.indexOf(column)).filter(at => at >= 0))
  let gaussians: Pick<MixtureParameters, 'covarianceType' | 'means' | 'covariances'> | undefined
  if (numbers && predictors.length > 0) {
    const conditioning = createConditioning({ ...numbers, weights: new Float64Array(components).fill(1) }, predictors, responses)
    const logDensity = conditioning.moveTo(known.numbers.data, 0)
    conditioning.weights.forEach((weight, k) => (logWeights[k] += logDensity + Math.log(weight)))
    gaussians = { covarianceType: 'full', means: conditioning.means, covariances: conditioning.covariances }
  } else if (numbers && responses.length > 0) gaussians = marginalParameters(numbers, responses, 'full')

  const total = logSumExp(logWeights)
  if (!Number.isFinite(total)) {
    throw new ShapeError('values', 'those that some class can have', 'of density 0 in every class', 'Fit with pseudoCount: 1, or leave the impossible value out of given.')
  }
  const conditioned = logWeights.map(log => Math.exp(log - total))
  const kept = Array.from(conditioned.keys()).filter(k => conditioned[k] > 0)
  const restColumns = rest.map(column => columns[column])
  const ofRest = takenColumns({ ...parameters, columns: restColumns, columnParameters: parametersOfColumns(parameters, rest) }, kept)
  const keptWeights = takeClasses(conditioned, kept, components)
  const keptNumbers = gaussians && responses.length > 0
    ? {
        covarianceType: gaussians.covarianceType, components: kept.length, columns: responses.length, weights: keptWeights,
        means: takeClasses(gaussians.means, kept, components), covariances: takeClasses(gaussians.covariances, kept, components),
      }
    : null
  const made = { columns: restColumns, components: kept.length, weights: keptWeights, numbers: keptNumbers, columnParameters: ofRest }
  return parametersOf(mixedInCanonicalOrder(iterateOf(made), restColumns), restColumns)
}

/** Parameters of the given columns that are not numbers, in the given order. */
function parametersOfColumns({ columns, components, columnParameters }: MixedParameters, chosen: readonly number[]): Float64Array {
  const families = codedFamilies(columns, components)
  return Float64Array.from(chosen.flatMap(column => {
    const found = families.find(one => one.column === column)
    return found ? Array.from(columnParameters.subarray(found.from, found.to)) : []
  }))
}

/** Parameters of all columns that are not numbers, of some classes. */
function takenColumns({ columns, components, columnParameters }: MixedParameters, classes: readonly number[]): Float64Array {
  return Float64Array.from(codedFamilies(columns, components).flatMap(({ family, shape, from, to }) => Array.from(family.taken(columnParameters.subarray(from, to), classes, shape))))
}
