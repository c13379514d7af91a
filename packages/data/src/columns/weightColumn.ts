import type { Dataset } from '../dataset.js'
import { ColumnNotNumericError, SampleWeightsError } from '../errors/columnErrors.js'
import { columnIndex } from './featureColumns.js'

/** The position of the column of weights. @throws {UnknownColumnError} {ColumnNotNumericError} {SampleWeightsError} */
export function weightColumn({ columns }: Pick<Dataset, 'columns'>, name: string): number {
  const index = columnIndex(columns, name)
  const { type, missing, nonFinite, minimum, maximum } = columns[index]
  if (type !== 'number') throw new ColumnNotNumericError(name, type)
  const faulty = missing + nonFinite
  if (faulty > 0) throw new SampleWeightsError(name, `${faulty} ${faulty === 1 ? 'cell is' : 'cells are'} missing or not finite`)
  if (minimum! < 0) throw new SampleWeightsError(name, `the smallest is ${minimum}`)
  if (maximum === 0) throw new SampleWeightsError(name, 'all are 0')
  return index
}
