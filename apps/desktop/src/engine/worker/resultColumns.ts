import type { FittedModel, Label } from '@mixtura/models'
import type { Matrix } from '@mixtura/numerics'
import { noiseLabel } from '../../contract/results.js'
import type { ResultValues } from '../jobs/workerApi.js'
import { areClasses } from './fitResults.js'
import type { OwnUnits } from './ownUnits.js'
import { forEachPosteriorBlock, largestOfRows } from './posteriorBlocks.js'

export interface ResultSource {
  readonly model: FittedModel
  /** All rows of the fit. */
  readonly samples: Matrix
  /** [N] index of each row's group, or `noiseLabel`; null without `predict`. */
  readonly labels: Uint16Array | null
  readonly units: OwnUnits
}

/** Everything that a model says of each row, as columns. Components are numbered from 1, as in the window; noise is 0 or has no name. */
export async function resultColumns({ model, samples, labels, units }: ResultSource): Promise<readonly ResultValues[]> {
  const columns: ResultValues[] = []
  if (labels) columns.push(groupColumn(labels, areClasses(model) ? model.groups : null))
  if (model.responsibilities) columns.push(...(await posteriorColumns(model, model.responsibilities, samples)))
  if (model.logDensity) columns.push(column('log_density', units.logDensity(await model.logDensity(samples), samples)))
  if (model.anomalyScore) columns.push(column('anomaly_score', units.anomalyScore(await model.anomalyScore(samples), model, samples)))
  if (model.encode) {
    const codes = await model.encode(samples)
    columns.push(...Array.from({ length: codes.columns }, (_, at) => column(`code_${at + 1}`, columnOf(codes, at))))
  }
  return columns
}

const column = (name: string, values: Float64Array): ResultValues => ({ name, type: 'double', values })

/** The largest posterior of each row, and its posterior of each group. */
async function posteriorColumns(model: FittedModel, responsibilities: NonNullable<FittedModel['responsibilities']>, samples: Matrix): Promise<readonly ResultValues[]> {
  const largest = new Float64Array(samples.rows)
  const ofGroups = model.groups.map(() => new Float64Array(samples.rows))
  await forEachPosteriorBlock(responsibilities, samples, (posteriors, first) => {
    largestOfRows(posteriors, largest.subarray(first))
    ofGroups.forEach((values, k) => values.set(columnOf(posteriors, k), first))
  })
  const areNamed = areClasses(model)
  const nameOf = (group: number): Label => (areNamed ? model.groups[group]! : group + 1)
  return [column('max_posterior', largest), ...ofGroups.map((values, k) => column(`posterior_${nameOf(k)}`, values))]
}

function columnOf({ data, rows, columns }: Pick<Matrix, 'data' | 'rows' | 'columns'>, at: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * columns + at]!)
}

/** @param names null for components, which are numbered. */
function groupColumn(labels: Uint16Array, names: readonly Label[] | null): ResultValues {
  return names
    ? { name: 'cluster', type: 'text', values: Array.from(labels, label => (label === noiseLabel ? '' : String(names[label]))) }
    : { name: 'cluster', type: 'integer', values: Int32Array.from(labels, label => (label === noiseLabel ? 0 : label + 1)) }
}
