import { describe, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { createScatterProjector } from './scatterProjector.js'

describe('createScatterProjector', () => {
  // Four rows and two directions are processed at once: the counts are below and above these, and zero.
  it.each([[0, 3], [1, 1], [4, 2], [7, 5], [12, 6]])('multiplies the scatter of %d rows with %d directions', (rows, width) => {
    const columns = 9
    const random = createRandom(rows)
    const normals = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal())
    const projector = createScatterProjector(columns, width)
    // The second component must not be affected by the first.
    for (let component = 0; component < 2; component++) {
      const [samples, directions] = [normals(rows * columns), normals(columns * width)]
      const weights = Float64Array.from({ length: rows }, () => random.uniform())
      projector.begin(directions)
      for (let row = 0; row < rows; row++) projector.next(weights[row]).set(samples.subarray(row * columns, (row + 1) * columns))
      const projections = new Float64Array(columns * width).fill(1)
      projector.end(projections)

      const scatter = (i: number, j: number): number =>
        weights.reduce((sum, weight, row) => sum + weight * samples[row * columns + i] * samples[row * columns + j], 0)
      const expected = Float64Array.from({ length: columns * width }, (_, at) => {
        let sum = 1
        for (let j = 0; j < columns; j++) sum += scatter(Math.floor(at / width), j) * directions[j * width + (at % width)]
        return sum
      })
      // The sums are in another order.
      expectClose(projections, expected, { relative: 1e-12, floor: 1 })
    }
  })
})
