import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { sweepField, type FieldSweep, type Neighbours } from './pottsField.js'

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const halves = (pixels: number): Float64Array => new Float64Array(2 * pixels).fill(0.5)
const equal = Float64Array.of(Math.log(0.5), Math.log(0.5))

describe('a sweep over 2 x 2 pixels, of which only the first says something', () => {
  const logDensities = Float64Array.of(Math.log(4), 0, 0, 0, 0, 0, 0, 0)
  const sweep = { height: 2, width: 2, isBackward: false }

  it('has the values of the equation, with the neighbours at the sides', () => {
    const responsibilities = halves(4)
    const expectedCounts = new Float64Array(2)
    const change = sweepField(responsibilities, logDensities, { ...sweep, field: { smoothness: 1, neighbours: 4, externalField: equal }, expectedCounts })
    // Pixel 0: 4 / (4 + 1). Pixels 1 and 2: the neighbours 0 and 3 differ by 0.8 - 0.2. Pixel 3: between pixels 1 and 2.
    const side = sigmoid(0.6)
    const last = sigmoid(2 * (2 * side - 1))
    const first = [0.8, side, side, last]
    first.forEach((share, pixel) => {
      expect(responsibilities[2 * pixel]).toBeCloseTo(share, 14)
      expect(responsibilities[2 * pixel + 1]).toBeCloseTo(1 - share, 14)
    })
    // Without its own density, pixel 0 has the share 1/2. The shares of the others come from their neighbours alone.
    expect(expectedCounts[0]).toBeCloseTo(0.5 + 2 * side + last, 14)
    expect(expectedCounts[0] + expectedCounts[1]).toBeCloseTo(4, 14)
    expect(change.largest).toBeCloseTo(0.3, 14)
    expect(change.pixels).toBeCloseTo(first.reduce((sum, share) => sum + share - 0.5, 0), 14)
  })

  it('has the values of the equation, with those at the corners too', () => {
    const responsibilities = halves(4)
    sweepField(responsibilities, logDensities, { ...sweep, field: { smoothness: 1, neighbours: 8, externalField: equal } })
    const second = sigmoid(0.6)
    const third = sigmoid(0.6 + 2 * second - 1)
    expect(responsibilities[2]).toBeCloseTo(second, 14)
    expect(responsibilities[4]).toBeCloseTo(third, 14)
    expect(responsibilities[6]).toBeCloseTo(sigmoid(0.6 + 2 * second - 1 + 2 * third - 1), 14)
  })

  it('goes from the last pixel to the first', () => {
    const responsibilities = halves(4)
    sweepField(responsibilities, logDensities, { ...sweep, isBackward: true, field: { smoothness: 1, neighbours: 4, externalField: equal } })
    // The other pixels are updated before pixel 0, the only one whose densities differ.
    expect([2, 4, 6].map(at => responsibilities[at])).toEqual([0.5, 0.5, 0.5])
    expect(responsibilities[0]).toBeCloseTo(0.8, 14)
  })
})

const image = { height: 5, width: 7 }
const components = 3

function randomImage(seed: number): { readonly responsibilities: Float64Array; readonly logDensities: Float64Array; readonly externalField: Float64Array } {
  const random = createRandom(seed)
  const pixels = image.height * image.width
  const logDensities = Float64Array.from({ length: pixels * components }, () => 2 * random.normal())
  const responsibilities = Float64Array.from({ length: pixels * components }, () => random.uniform())
  for (let pixel = 0; pixel < pixels; pixel++) {
    const row = responsibilities.subarray(pixel * components, (pixel + 1) * components)
    const sum = row.reduce((total, share) => total + share, 0)
    row.forEach((share, k) => (row[k] = share / sum))
  }
  return { responsibilities, logDensities, externalField: Float64Array.from({ length: components }, () => random.normal()) }
}

/** The lower bound that a sweep raises, written down pair by pair. */
function lowerBound(responsibilities: Float64Array, logDensities: Float64Array, { height, width, field }: Omit<FieldSweep, 'isBackward'>): number {
  const share = (pixel: number, k: number): number => responsibilities[pixel * components + k]
  let bound = 0
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let k = 0; k < components; k++) {
      const own = share(pixel, k)
      if (own > 0) bound += own * (field.externalField[k] + logDensities[pixel * components + k] - Math.log(own))
      for (let other = pixel + 1; other < height * width; other++) {
        const [rows, columns] = [Math.floor(other / width) - Math.floor(pixel / width), Math.abs((other % width) - (pixel % width))]
        const areNeighbours = field.neighbours === 8 ? Math.max(rows, columns) === 1 : rows + columns === 1
        if (areNeighbours) bound += field.smoothness * own * share(other, k)
      }
    }
  }
  return bound
}

it.each<[Neighbours, number]>([[4, 0.3], [4, 3], [8, 0.3], [8, 3]])('never lowers the bound (%i neighbours, smoothness %d)', (neighbours, smoothness) => {
  for (let seed = 1; seed <= 5; seed++) {
    const { responsibilities, logDensities, externalField } = randomImage(seed)
    const field = { smoothness, neighbours, externalField }
    let before = lowerBound(responsibilities, logDensities, { ...image, field })
    for (let sweep = 0; sweep < 12; sweep++) {
      sweepField(responsibilities, logDensities, { ...image, field, isBackward: sweep % 2 === 1 })
      const after = lowerBound(responsibilities, logDensities, { ...image, field })
      // Roundings of some hundred terms.
      expect(after).toBeGreaterThanOrEqual(before - 1e-11)
      before = after
    }
  }
})

it('without smoothness gives the posteriors of the pixels, whatever the neighbours are', () => {
  const { responsibilities, logDensities, externalField } = randomImage(3)
  sweepField(responsibilities, logDensities, { ...image, isBackward: false, field: { smoothness: 0, neighbours: 8, externalField } })
  const weights = externalField.map(Math.exp)
  for (let pixel = 0; pixel < image.height * image.width; pixel++) {
    const joint = weights.map((weight, k) => weight * Math.exp(logDensities[pixel * components + k]))
    const sum = joint.reduce((total, value) => total + value, 0)
    joint.forEach((value, k) => expect(responsibilities[pixel * components + k]).toBeCloseTo(value / sum, 13))
  }
})

it('stays finite where densities underflow and the field is strong', () => {
  const responsibilities = halves(2)
  sweepField(responsibilities, Float64Array.of(-1e6, -2e6, -2e6, -1e6), { height: 1, width: 2, isBackward: false, field: { smoothness: 1e4, neighbours: 4, externalField: equal } })
  expect([...responsibilities]).toEqual([1, 0, 0, 1])
})

it('changes nothing with one segment', () => {
  const responsibilities = new Float64Array(4).fill(1)
  const change = sweepField(responsibilities, new Float64Array(4), { height: 2, width: 2, isBackward: false, field: { smoothness: 1, neighbours: 8, externalField: Float64Array.of(0) } })
  expect([...responsibilities]).toEqual([1, 1, 1, 1])
  expect(change).toMatchObject({ largest: 0, pixels: 0 })
})
