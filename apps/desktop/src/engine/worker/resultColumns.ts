import type { FittedModel, Label, Table } from '@mixtura/models'
import type { ResultValues } from '../jobs/workerApi.js'
import { areClasses } from './fitResults.js'
import type { OwnUnits } from './ownUnits.js'

/** Everything that a model says of each row, as columns. Components are numbered from 1, as in the window; noise is 0 or has no name. */
export async function resultColumns(model: FittedModel, { samples }: Table, units: OwnUnits): Promise<readonly ResultValues[]> {
  const columns: ResultValues[] = []
  const areNamed = areClasses(model)
  const nameOf = (group: number): Label => (areNamed ? model.groups[group]! : group + 1)
  if (model.predict) columns.push(groupColumn(await model.predict(samples), areNamed ? model.groups : null))
  if (model.responsibilities) {
    const posteriors = await model.responsibilities(samples)
    const each = Array.from({ length: posteriors.columns }, (_, k) => column(`posterior_${nameOf(k)}`, columnOf(posteriors, k)))
    columns.push(column('max_posterior', largestOfRows(posteriors)), ...each)
  }
  if (model.logDensity) columns.push(column('log_density', units.logDensity(await model.logDensity(samples))))
  if (model.anomalyScore) columns.push(column('anomaly_score', await model.anomalyScore(samples)))
  if (model.encode) {
    const codes = await model.encode(samples)
    columns.push(...Array.from({ length: codes.columns }, (_, at) => column(`code_${at + 1}`, columnOf(codes, at))))
  }
  return columns
}

const column = (name: string, values: Float64Array): ResultValues => ({ name, type: 'double', values })

type Numbers = Pick<Table['samples'], 'data' | 'rows' | 'columns'>

function columnOf({ data, rows, columns }: Numbers, at: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => data[row * columns + at]!)
}

function largestOfRows({ data, rows, columns }: Numbers): Float64Array {
  const largest = new Float64Array(rows)
  for (let row = 0; row < rows; row++) for (let k = 0; k < columns; k++) largest[row] = Math.max(largest[row]!, data[row * columns + k]!)
  return largest
}

/** @param names null for components, which are numbered. */
function groupColumn(labels: Int32Array, names: readonly Label[] | null): ResultValues {
  return names
    ? { name: 'cluster', type: 'text', values: Array.from(labels, label => (label < 0 ? '' : String(names[label]))) }
    : { name: 'cluster', type: 'integer', values: labels.map(label => label + 1) }
}
