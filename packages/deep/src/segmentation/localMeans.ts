import type { Matrix } from '@mixtura/numerics'

/**
 * [N P, F] mean of the features of each pixel and its eight neighbours in the image. Noise that is independent between pixels has a
 * ninth of its variance there.
 *
 * @param features [N P, F] of all pixels of whole images.
 */
export function localMeans({ data, rows, columns }: Matrix, [height, width]: readonly number[]): Matrix {
  const means = new Float64Array(rows * columns)
  for (let pixel = 0; pixel < rows; pixel++) {
    const place = pixel % (height * width)
    const [row, column] = [Math.floor(place / width), place % width]
    const [top, bottom] = [Math.max(0, row - 1), Math.min(height - 1, row + 1)]
    const [left, right] = [Math.max(0, column - 1), Math.min(width - 1, column + 1)]
    const count = (bottom - top + 1) * (right - left + 1)
    for (let other = top; other <= bottom; other++) {
      for (let beside = left; beside <= right; beside++) {
        const from = (pixel - place + other * width + beside) * columns
        for (let i = 0; i < columns; i++) means[pixel * columns + i] += data[from + i] / count
      }
    }
  }
  return { data: means, rows, columns }
}
