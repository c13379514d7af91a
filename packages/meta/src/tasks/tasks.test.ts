import type { MixtureParameters } from '@mixtura/core'
import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { groupedTasks } from './groupedTasks.js'
import { labelledEpisodes } from './labelledEpisodes.js'
import { movedMixtures } from './movedMixtures.js'
import { randomMixtures } from './randomMixtures.js'
import { sinusoids } from './sinusoids.js'
import { InvalidTaskError } from './taskErrors.js'
import { taskSeed } from './taskFamily.js'

const skeleton = {
  covarianceType: 'full',
  weights: [0.6, 0.4],
  means: [[0, 0], [3, 1]],
  covariances: [[[1, 0.5], [0.5, 2]], [[0.3, 0], [0, 0.2]]],
} as const

describe('every family', () => {
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % 6)
  const samples = { data: Float64Array.from({ length: 120 }, (_, i) => i), rows: 60, columns: 2 }
  it.each([
    sinusoids(),
    randomMixtures(),
    movedMixtures(skeleton, { shift: 1, rotation: 10, scale: [0.5, 2] }),
    labelledEpisodes(samples, labels, { ways: 3, shots: 2, queries: 4 }),
    groupedTasks(samples, labels),
  ])('gives the same task for the same seed, another for another ($name)', family => {
    expect(family.task(12)).toEqual(family.task(12))
    expect(family.task(12).support).not.toEqual(family.task(14).support)
    expect(family.task(12).seed).toBe(12)
  })

  it('draws even seeds to train on and odd ones to validate', () => {
    const random = createRandom(3)
    for (let i = 0; i < 20; i++) {
      expect(taskSeed(random, 'training') % 2).toBe(0)
      expect(taskSeed(random, 'validation') % 2).toBe(1)
    }
  })
})

describe('sinusoids', () => {
  it('are A sin(x - φ) of one A and φ in support and query', () => {
    const { support, query } = sinusoids({ support: 30, query: 20 }).task(5)
    // y = a sin x + b cos x through the first two points also passes through all others.
    const at = (i: number) => [Math.sin(support.inputs.data[i]), Math.cos(support.inputs.data[i]), support.targets.data[i]]
    const [[s0, c0, y0], [s1, c1, y1]] = [at(0), at(1)]
    const determinant = s0 * c1 - s1 * c0
    const [a, b] = [(y0 * c1 - y1 * c0) / determinant, (s0 * y1 - s1 * y0) / determinant]
    for (const set of [support, query]) {
      set.inputs.data.forEach((x, i) => expect(set.targets.data[i]).toBeCloseTo(a * Math.sin(x) + b * Math.cos(x), 9))
      expect(set.inputs.data.every(x => x >= -5 && x < 5)).toBe(true)
    }
    expect([support.inputs.rows, query.inputs.rows]).toEqual([30, 20])
    expect(Math.hypot(a, b)).toBeGreaterThanOrEqual(0.1)
    expect(Math.hypot(a, b)).toBeLessThan(5)
  })
})

describe('families of mixtures', () => {
  it('draw samples from the mixture that they name', () => {
    const family = movedMixtures(skeleton, { shift: 2, rotation: 30, scale: [0.5, 2], rows: 20_000 })
    const { support, query } = family.task(7)
    const { mean, covariance } = moments(family.mixture(7))
    for (const { data, rows } of [support, query]) {
      const found = [0, 1].map(i => Array.from(data).filter((_, at) => at % 2 === i).reduce((sum, x) => sum + x, 0) / rows)
      // The bound is five standard errors of a mean.
      found.forEach((value, i) => expect(Math.abs(value - mean[i])).toBeLessThan(5 * Math.sqrt(covariance[i] / rows)))
    }
  })

  it('are the skeleton itself where nothing moves', () => {
    const { weights, means, covariances } = movedMixtures(skeleton).mixture(4)
    expect(Array.from(weights)).toEqual([0.6, 0.4])
    expectNear(means, [0, 0, 3, 1])
    expectNear(covariances, [1, 0.5, 0.5, 2, 0.3, 0, 0, 0.2])
  })

  it('keep distances under rotation and shift, and multiply them by the scale', () => {
    const distance = ({ means }: MixtureParameters) => Math.hypot(means[2] - means[0], means[3] - means[1])
    expect(distance(movedMixtures(skeleton, { shift: 3, rotation: 180 }).mixture(1))).toBeCloseTo(Math.sqrt(10), 12)
    expect(distance(movedMixtures(skeleton, { rotation: 90, scale: [2, 2] }).mixture(1))).toBeCloseTo(2 * Math.sqrt(10), 12)
  })

  it('have weights that sum to 1, and rows within their range', () => {
    const family = randomMixtures({ components: 5, columns: 3, rows: [10, 20] })
    const rows = Array.from({ length: 50 }, (_, i) => family.task(2 * i).support.rows)
    expect([Math.min(...rows), Math.max(...rows)]).toEqual([10, 20])
    const { weights, covariances } = family.mixture(2)
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    expectNear(covariances.subarray(0, 9), [0.09, 0, 0, 0, 0.09, 0, 0, 0, 0.09])
  })
})

describe('labelled episodes', () => {
  const rows = 80
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 8)
  // The value of a row tells its index, and so its class.
  const samples = { data: Uint8Array.from({ length: rows }, (_, i) => i), rows, columns: 1 }
  const rowOf = (value: number) => Math.round(value * 255)

  it('have other rows of the same classes in the query', () => {
    const { support, query } = labelledEpisodes(samples, labels, { ways: 5, shots: 2, queries: 3 }).task(6)
    expect(Array.from(support.labels)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    expect(query.labels).toHaveLength(15)
    const classOf = (set: typeof support, i: number) => rowOf(set.samples.data[i]) % 8
    const classes = [0, 2, 4, 6, 8].map(i => classOf(support, i))
    expect(new Set(classes).size).toBe(5)
    query.labels.forEach((label, i) => expect(classOf(query, i)).toBe(classes[label]))
    const used = [...support.samples.data, ...query.samples.data].map(rowOf)
    expect(new Set(used).size).toBe(used.length)
  })

  it('keep classes of validation out of training', () => {
    const family = labelledEpisodes(samples, labels, { ways: 2, shots: 1, queries: 1, validationClasses: [1, 5] })
    const classesOf = (seed: number) => Array.from(family.task(seed).support.samples.data, value => rowOf(value) % 8)
    for (let seed = 0; seed < 40; seed += 2) expect(classesOf(seed)).not.toEqual(expect.arrayContaining([expect.toBeOneOf([1, 5])]))
    expect(classesOf(9).sort()).toEqual([1, 5])
  })

  it('say what there is too little of', () => {
    expect(() => labelledEpisodes(samples, labels, { ways: 9, shots: 1, queries: 1 })).toThrow(
      'option ways must be at most the 8 classes of training, but it is 9. Ask for fewer ways, or divide the classes otherwise.',
    )
    expect(() => labelledEpisodes(samples, labels, { shots: 5, queries: 6 })).toThrow(
      'option shots + queries must be at most the 10 rows of class 0, but it is 11. Ask for fewer, or leave that class out.',
    )
    expect(() => labelledEpisodes(samples, labels, { validationClasses: [9] })).toThrow(
      'option validationClasses must be labels among 0, 1, 2, 3, 4, 5, 6, 7, but it is 9. Name classes that the labels have.',
    )
    expect(() => labelledEpisodes(samples, [1, 2])).toThrow(
      'labels must be one for each of 80 rows, but it is 2 labels. Pass a label for every row of samples.',
    )
  })
})

describe('tasks of a grouped table', () => {
  const groups = Array.from({ length: 50 }, (_, i) => `site ${i % 5}`)
  const samples = { data: Float64Array.from({ length: 50 }, (_, i) => i), rows: 50, columns: 1 }

  it('divide the groups, and the rows of a group', () => {
    const family = groupedTasks(samples, groups, { supportShare: 0.7, validationShare: 0.4, seed: 1 })
    expect(family.trainingGroups).toHaveLength(3)
    expect([...family.trainingGroups, ...family.validationGroups].sort()).toEqual(['site 0', 'site 1', 'site 2', 'site 3', 'site 4'])
    for (let seed = 0; seed < 20; seed++) {
      const { support, query } = family.task(seed)
      const rows = [...support.data, ...query.data]
      expect([support.rows, query.rows, new Set(rows).size]).toEqual([7, 3, 10])
      const sites = new Set(rows.map(row => groups[row]))
      expect(sites.size).toBe(1)
      expect(seed % 2 === 0 ? family.trainingGroups : family.validationGroups).toContain([...sites][0])
    }
  })

  it('say what there is too little of', () => {
    expect(() => groupedTasks(samples, groups.map(() => 'one'))).toThrow(
      "family 'grouped tasks' must have at least 3 different tasks, but it has 1. Add tasks, or fit the one there is directly.",
    )
    expect(() => groupedTasks(samples, groups.with(0, 'lonely'))).toThrow(
      "group 'lonely' must be of at least 2 rows, but it is of 1 row. Leave the group out, or join it with another.",
    )
    expect(() => groupedTasks(samples, groups, { supportShare: 1 })).toThrow(
      'option supportShare must be above 0 and below 1, but it is 1. Pass for example supportShare: 0.5.',
    )
  })
})

it('options out of range are refused', () => {
  expect(() => sinusoids({ support: 0 })).toThrow('option support must be a whole number of at least 1, but it is 0. Pass for example support: 2.')
  expect(() => sinusoids({ phase: [1, 0] })).toThrow('option phase must be [low, high] with low at most high, but it is \'[1, 0]\'. Pass for example phase: [1, 2].')
  expect(() => randomMixtures({ rows: [9, 3] })).toThrow(
    "option rows must be a whole number, or [from, to] with from at most to, but it is '[9, 3]'. Pass for example rows: [100, 500].",
  )
  expect(() => movedMixtures(skeleton, { shift: NaN })).toThrow('option shift must be a finite number of at least 0, but it is NaN. Pass for example shift: 1.')
})

it('a task that cannot be learned from is named by its seed', () => {
  const error = new InvalidTaskError('sites', 14, 'support', { expected: 'a matrix of at least 3 x 2', actual: '2 x 2' })
  expect(error.message).toBe(
    "support of task 14 of family 'sites' must be a matrix of at least 3 x 2, but it is 2 x 2. Look at family.task(14), and make all tasks alike.",
  )
  expect(error).toMatchObject({ code: 'invalid-task', family: 'sites', seed: 14, part: 'support' })
})

function moments({ components, weights, means, covariances }: MixtureParameters) {
  const mean = [0, 0]
  const second = [0, 0]
  for (let k = 0; k < components; k++) {
    for (const i of [0, 1]) {
      mean[i] += weights[k] * means[2 * k + i]
      second[i] += weights[k] * (covariances[4 * k + 3 * i] + means[2 * k + i] ** 2)
    }
  }
  return { mean, covariance: second.map((value, i) => value - mean[i] ** 2) }
}

function expectNear(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length)
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 12))
}
