import { columnMeans, type Matrix, ShapeError, symmetricEigen } from '@mixtura/numerics'

/**
 * Logarithm of the volume that the samples fill: that of their bounding box, or of the bounding box along their principal axes
 * if it is smaller. It is a logarithm because the product of many ranges can overflow float64.
 *
 * @param samples [N, D], finite.
 * @throws {ShapeError} if the volume is zero, for example with a constant column or fewer than 2 rows.
 * @see Dasgupta & Raftery, Detecting features in spatial point processes with clutter via model-based clustering (1998),
 *   for the principal axes.
 */
export function logHypervolume(samples: Matrix): number {
  const { columns } = samples
  const axes = symmetricEigen(covarianceOf(samples), columns).vectors
  const box = logBoxVolume(samples, (i, j) => (i === j ? 1 : 0))
  const principalBox = logBoxVolume(samples, (i, j) => axes[j * columns + i])
  const logVolume = Math.min(box, principalBox)
  if (logVolume > -Infinity) return logVolume
  throw new ShapeError(
    'samples',
    'spread out in every direction',
    'flat in some: their bounding box has no volume',
    'Leave constant and dependent columns out, or pass volume.',
  )
}

/** Logarithm of the product of the ranges along all axes. Axis i has the coordinates axis(i, j). */
function logBoxVolume({ data, rows, columns }: Matrix, axis: (i: number, j: number) => number): number {
  let logVolume = 0
  for (let i = 0; i < columns; i++) {
    let minimum = Infinity
    let maximum = -Infinity
    for (let row = 0; row < rows; row++) {
      let coordinate = 0
      for (let j = 0; j < columns; j++) coordinate += axis(i, j) * data[row * columns + j]
      minimum = Math.min(minimum, coordinate)
      maximum = Math.max(maximum, coordinate)
    }
    logVolume += Math.log(maximum - minimum)
  }
  return logVolume
}

/** [D, D] biased covariance; only its axes are used. */
function covarianceOf(samples: Matrix): Float64Array {
  const { data, rows, columns } = samples
  const means = columnMeans(samples)
  const covariance = new Float64Array(columns * columns)
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < columns; i++) {
      const weighted = (data[row * columns + i] - means[i]) / rows
      for (let j = 0; j < columns; j++) covariance[i * columns + j] += weighted * (data[row * columns + j] - means[j])
    }
  }
  return covariance
}
