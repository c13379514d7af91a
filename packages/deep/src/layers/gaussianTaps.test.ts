import { createRandom } from '@mixtura/numerics'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { gaussianTaps, minimumDeviation, type TapGaussians, type WindowSize } from './gaussianTaps.js'
import { mixtureFilters, type GaussianSharing } from './mixtureFilters.js'

type Numbers = Readonly<Record<keyof TapGaussians | 'weights', number[]>>

/** The filters in float64, as the docstrings define them. */
function filtersOf(numbers: Numbers, shape: readonly number[], { sharing, window }: { sharing: GaussianSharing; window: WindowSize }): number[] {
  const [components, inputs, outputs] = shape
  const [height, width] = window
  const pairs = inputs * outputs
  const taps = numbers.meanRows.map((_, m) => {
    const down = Math.exp(numbers.logScaleRows[m]) + minimumDeviation
    const across = Math.exp(numbers.logScaleColumns[m]) + minimumDeviation
    const logs = Array.from({ length: height * width }, (_, tap) => {
      const u = (Math.floor(tap / width) - (height - 1) / 2 - numbers.meanRows[m]) / down
      const v = ((tap % width) - (width - 1) / 2 - numbers.meanColumns[m] - numbers.slants[m] * u) / across
      return -0.5 * (u * u + v * v)
    })
    const highest = Math.max(...logs)
    const values = logs.map(log => Math.exp(log - highest))
    const norm = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
    return values.map(value => value / norm)
  })
  return Array.from({ length: height * width * pairs }, (_, at) => {
    const [tap, pair] = [Math.floor(at / pairs), at % pairs]
    let sum = 0
    for (let k = 0; k < components; k++) {
      const gaussian = sharing === 'layer' ? k : k * pairs + pair
      sum += numbers.weights[k * pairs + pair] * taps[gaussian][tap]
    }
    return sum
  })
}

function drawNumbers(gaussians: number, weights: number, seed: number): Numbers {
  const random = createRandom(seed)
  const draw = (count: number, scale: number): number[] => Array.from({ length: count }, () => Math.fround(scale * random.normal()))
  return {
    weights: draw(weights, 1),
    meanRows: draw(gaussians, 1),
    meanColumns: draw(gaussians, 1),
    logScaleRows: draw(gaussians, 0.3),
    slants: draw(gaussians, 0.5),
    logScaleColumns: draw(gaussians, 0.3),
  }
}

function oneGaussian(values: Partial<Record<keyof TapGaussians, number>>): TapGaussians {
  const tensor = (value = 0): tf.Tensor => tf.tensor1d([value])
  return {
    meanRows: tensor(values.meanRows),
    meanColumns: tensor(values.meanColumns),
    logScaleRows: tensor(values.logScaleRows),
    slants: tensor(values.slants),
    logScaleColumns: tensor(values.logScaleColumns),
  }
}

beforeAll(async () => {
  await useBackend({ among: ['tensorflow', 'wasm', 'cpu'] })
})

describe('gaussianTaps', () => {
  it('is one at the tap of a Gaussian without width, and zero elsewhere', async () => {
    const narrow = oneGaussian({ meanRows: 1, logScaleRows: -9, logScaleColumns: -9 })
    const taps = await gaussianTaps(narrow, [3, 3]).data()
    // One tap away is ten deviations away: exp(-50) = 2e-22.
    for (const [tap, value] of taps.entries()) expect(Math.abs(value - (tap === 7 ? 1 : 0))).toBeLessThan(1e-20)
  })

  it('weighs all taps alike for a Gaussian without end: 1/√25 each', async () => {
    const broad = oneGaussian({ logScaleRows: 9, logScaleColumns: 9 })
    for (const value of await gaussianTaps(broad, [5, 5]).data()) expect(value).toBeCloseTo(0.2, 6)
  })

  it('is the edge tap for a narrow Gaussian far outside the window, not NaN', async () => {
    const outside = oneGaussian({ meanColumns: 40, logScaleRows: -9, logScaleColumns: -9 })
    const taps = await gaussianTaps(outside, [1, 3]).data()
    for (const [tap, value] of taps.entries()) expect(value).toBe(tap === 2 ? 1 : 0)
  })

  it('leans with its slant: 1 tap down goes 1 tap right', async () => {
    // l_r = 1 and a slant of 1, nearly no width across: the ridge is the diagonal.
    const slanted = oneGaussian({ logScaleRows: Math.log(1 - minimumDeviation), slants: 1, logScaleColumns: -9 })
    const [side, middle] = [Math.exp(-0.5), 1].map(value => value / Math.sqrt(1 + 2 * Math.exp(-1)))
    const taps = await gaussianTaps(slanted, [3, 3]).data()
    const expected = [side, 0, 0, 0, middle, 0, 0, 0, side]
    expected.forEach((value, tap) => expect(taps[tap]).toBeCloseTo(value, 6))
  })
})

describe.each(['layer', 'filter'] as const)('mixtureFilters, shared by %s', sharing => {
  const shape = [3, 2, 2]
  const window = [3, 4] as const
  const gaussians = sharing === 'layer' ? 3 : 12
  const names = ['weights', 'meanRows', 'meanColumns', 'logScaleRows', 'slants', 'logScaleColumns'] as const

  function filtersFrom(tensors: readonly tf.Tensor[], dilation = 1): tf.Tensor4D {
    const [weights, meanRows, meanColumns, logScaleRows, slants, logScaleColumns] = tensors
    const taps = { meanRows, meanColumns, logScaleRows, slants, logScaleColumns }
    return mixtureFilters(tf.reshape(weights, shape), taps, { window, sharing, dilation })
  }

  it('agrees with float64', async () => {
    const numbers = drawNumbers(gaussians, 12, 1)
    const filters = filtersFrom(names.map(name => tf.tensor1d(numbers[name])))
    expect(filters.shape).toEqual([3, 4, 2, 2])
    const values = await filters.data()
    // Sums of three products near 1 in float32: a few times 2^-24.
    filtersOf(numbers, shape, { sharing, window }).forEach((value, i) => expect(Math.abs(values[i] - value)).toBeLessThan(2e-6))
  })

  it.each(names)('has the gradient of finite differences by %s', async name => {
    const numbers = drawNumbers(gaussians, 12, 2)
    const random = createRandom(3)
    const cotangent = Array.from({ length: 48 }, () => Math.fround(random.normal()))
    const along = (value: Numbers): number => filtersOf(value, shape, { sharing, window }).reduce((sum, f, i) => sum + f * cotangent[i], 0)
    const tensors = names.map(parameter => tf.tensor1d(numbers[parameter]))
    const gradient = await tf
      .grad(parameter => {
        const replaced = tensors.map((tensor, i) => (names[i] === name ? parameter : tensor))
        return tf.sum(tf.mul(tf.reshape(filtersFrom(replaced), [-1]), tf.tensor1d(cotangent)))
      })(tensors[names.indexOf(name)])
      .data()
    for (let i = 0; i < numbers[name].length; i++) {
      const step = 1e-5
      const moved = (by: number): number => along({ ...numbers, [name]: numbers[name].map((value, j) => (i === j ? value + by : value)) })
      const slope = (moved(step) - moved(-step)) / (2 * step)
      // float32 against differences in float64, which are good to some 1e-9 here.
      expect(Math.abs(gradient[i] - slope)).toBeLessThan(2e-5 * Math.max(1, Math.abs(slope)))
    }
  })

  it('spreads its taps where dilated', async () => {
    const tensors = names.map(name => tf.tensor1d(drawNumbers(gaussians, 12, 4)[name]))
    const [plain, dilated] = [filtersFrom(tensors), filtersFrom(tensors, 2)]
    expect(dilated.shape).toEqual([5, 7, 2, 2])
    const [from, to] = [await plain.array(), await dilated.array()]
    to.forEach((row, y) =>
      row.forEach((pairs, x) => {
        const isTap = y % 2 === 0 && x % 2 === 0
        expect(pairs).toEqual(isTap ? from[y / 2][x / 2] : [[0, 0], [0, 0]])
      }),
    )
  })
})
