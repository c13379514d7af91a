import { savedArray, savedFields } from '@mixtura/numerics'
import type { Reader } from '@mixtura/numerics/validation'
import { storedLength } from '../covariance/structures.js'
import type { StudentParameters } from './studentParameters.js'

/** Reads parameters of this shape that were saved as plain values. */
export function studentReader(shape: Pick<StudentParameters, 'covarianceType' | 'components' | 'columns' | 'degreesOfFreedomKind'>): Reader<StudentParameters> {
  const { covarianceType, components, columns } = shape
  const read = savedFields<Pick<StudentParameters, 'weights' | 'means' | 'scales' | 'degreesOfFreedom'>>({
    weights: savedArray(components, { sign: 'positive' }),
    means: savedArray(components * columns),
    scales: savedArray(storedLength(covarianceType, components, columns)),
    degreesOfFreedom: savedArray(components, { sign: 'positive' }),
  })
  return (path, value) => ({ ...shape, ...read(path, value) })
}
