import { columnMeans, leadingSubspace, type Matrix } from '@mixtura/numerics'

/** Training and test rows along the directions in which the training rows vary most. */
export function principalCoordinates({ train, test }: { readonly train: Matrix; readonly test: Matrix }, count: number): { readonly train: Matrix; readonly test: Matrix } {
  const { columns } = train
  const means = columnMeans(train)
  const covariance = new Float64Array(columns * columns)
  const difference = new Float64Array(columns)
  for (let row = 0; row < train.rows; row++) {
    for (let i = 0; i < columns; i++) difference[i] = train.data[row * columns + i]! - means[i]!
    for (let i = 0; i < columns; i++) {
      if (difference[i] === 0) continue
      for (let j = 0; j < columns; j++) covariance[i * columns + j]! += (difference[i]! * difference[j]!) / train.rows
    }
  }
  const { vectors } = leadingSubspace(covariance, columns, count)
  const project = ({ data, rows }: Matrix): Matrix => {
    const coordinates = new Float64Array(rows * count)
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < columns; i++) {
        const value = data[row * columns + i]! - means[i]!
        for (let l = 0; value !== 0 && l < count; l++) coordinates[row * count + l]! += value * vectors[i * count + l]!
      }
    }
    return { data: coordinates, rows, columns: count }
  }
  return { train: project(train), test: project(test) }
}
