import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { adjustedRandIndex } from '../metrics/adjustedRandIndex.js'
import { hierarchicalClustering } from './hierarchicalClustering.js'
import { hierarchicalStart } from './hierarchicalStart.js'
import type { HierarchicalCriterion } from './mergeCriteria.js'
import { scaledSvd } from './scaledSvd.js'

const criteria: readonly HierarchicalCriterion[] = ['VVV', 'EII']
const ten = [[0, 1], [1, 3], [2, 2], [8, 7.5], [9, 6], [7, 7], [4, 12], [5, 10], [3.5, 11], [20, 0]]

/** A round cluster, a long one and a wide one. */
function shapes(perCluster: number, seed: number) {
  const random = createRandom(seed)
  const forms = [[0, 0, 1, 1], [9, 0, 0.2, 4], [0, 12, 3, 0.5]]
  const labels = Array.from({ length: 3 * perCluster }, (_, n) => n % 3)
  const samples = labels.map(label => {
    const [x, y, a, b] = forms[label]
    return [x + a * random.normal(), y + b * random.normal()]
  })
  return { samples, labels }
}

/** Σ_k n_k ln(|W_k / n_k| + (tr W_k + α) / n_k) in two columns, computed directly from the rows. */
function criterionOf(rows: number[][], labels: ArrayLike<number>): number {
  const scatter = (members: number[][]): number[] => {
    const [x, y] = [0, 1].map(i => members.reduce((sum, row) => sum + row[i], 0) / members.length)
    const sum = (f: (row: number[]) => number): number => members.reduce((total, row) => total + f(row), 0)
    return [sum(r => (r[0] - x) ** 2), sum(r => (r[0] - x) * (r[1] - y)), sum(r => (r[1] - y) ** 2)]
  }
  const [allX, , allY] = scatter(rows)
  const alpha = (allX + allY) / (2 * rows.length)
  let total = 0
  for (const label of new Set(Array.from(labels))) {
    const members = rows.filter((_, n) => labels[n] === label)
    const count = members.length
    const [a, b, c] = scatter(members).map(value => value / count)
    total += count * Math.log((count > 2 ? a * c - b * b : 0) + a + c + alpha / count)
  }
  return total
}

it("is Ward's tree for EII without transform, with the heights of SciPy", async () => {
  const tree = await hierarchicalClustering(ten, { criterion: 'EII', transform: 'none' })
  const heights = [1.118033988749895, 1.118033988749895, 1.4142135623730951, 2.254624876411447, 2.254624876411447, 2.449489742783178, 9.806460455570434, 17.167475709090784, 22.745207065323555]
  expect(tree.rises).toHaveLength(9)
  // SciPy's height is √(2 · rise).
  tree.rises.forEach((rise, i) => expect(Math.sqrt(2 * rise)).toBeCloseTo(heights[i], 12))
  expect(Array.from(tree.labelsAt(4))).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3])
  expect(Array.from(tree.labelsAt(10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(Array.from(tree.labelsAt(1))).toEqual(new Array(10).fill(0))
})

it('joins the pair with the smallest rise of the VVV criterion at every step', async () => {
  const { samples } = shapes(8, 4)
  const tree = await hierarchicalClustering(samples, { transform: 'none' })
  for (let clusters = 24; clusters > 1; clusters--) {
    const labels = tree.labelsAt(clusters)
    const now = criterionOf(samples, labels)
    const rise = tree.rises[24 - clusters]
    expect(criterionOf(samples, tree.labelsAt(clusters - 1)) - now).toBeCloseTo(rise, 9)
    for (let a = 0; a < clusters; a++) {
      for (let b = a + 1; b < clusters; b++) {
        const joined = criterionOf(samples, labels.map(label => (label === b ? a : label)))
        expect(joined - now).toBeGreaterThan(rise - 1e-9)
      }
    }
  }
})

it('scales the singular directions', () => {
  const { data, rows, columns } = scaledSvd({ data: Float64Array.from(ten.flat()), rows: 10, columns: 2 })
  const expected = [[0.04596509078538138, -0.9473953221888679], [-0.06748072311881244, -0.6703451246079785], [0.09060044223364325, -0.6959078853367685], [-0.0017659861354450239, 0.3107318904775957], [0.20156967575978532, 0.23473363669719255], [-0.02408366185957603, 0.184988172051546], [-0.6793451440880419, 0.4634184264443687], [-0.4307549856500367, 0.33698467961235234], [-0.6226222371359451, 0.32489332765392404], [1.4879175292090476, 0.4578981991966354]]
  expect([rows, columns]).toEqual([10, 2])
  expected.flat().forEach((value, i) => expect(Math.abs(data[i])).toBeCloseTo(Math.abs(value), 12))
})

it('leaves out constant columns and directions without variance', () => {
  const doubled = Float64Array.from(ten.flatMap(([x, y]) => [x, 5, 2 * x + 1, y]))
  expect(scaledSvd({ data: doubled, rows: 10, columns: 4 }).columns).toBe(2)
  expect(scaledSvd({ data: new Float64Array(6).fill(3), rows: 3, columns: 2 })).toEqual({
    data: new Float64Array(3), rows: 3, columns: 1,
  })
})

describe.each(criteria)('%s', criterion => {
  it('is nested: each level joins two clusters of the level before', async () => {
    const tree = await hierarchicalClustering(shapes(15, 2).samples, { criterion })
    for (let clusters = 45; clusters > 1; clusters--) {
      const finer = tree.labelsAt(clusters)
      const coarser = tree.labelsAt(clusters - 1)
      expect(new Set(finer).size).toBe(clusters)
      const pairs = new Set(Array.from(finer, (label, n) => `${label} in ${coarser[n]}`))
      expect(pairs.size).toBe(clusters)
    }
  })

  it('does not depend on units and offsets of the columns', async () => {
    const { samples } = shapes(20, 3)
    const rescaled = samples.map(([x, y]) => [1e3 * x - 4e4, 0.01 * y])
    const tree = await hierarchicalClustering(samples, { criterion })
    const other = await hierarchicalClustering(rescaled, { criterion })
    for (let clusters = 1; clusters <= 12; clusters++) expect(other.labelsAt(clusters)).toEqual(tree.labelsAt(clusters))
  })

  it('builds the tree on drawn rows and assigns the others to its clusters', async () => {
    const { samples, labels } = shapes(200, 5)
    const tree = await hierarchicalClustering(samples, { criterion, maxRows: 150, seed: 1 })
    expect(tree.maxClusters).toBe(150)
    const found = tree.labelsAt(3)
    expect(found).toHaveLength(600)
    const whole = (await hierarchicalClustering(samples, { criterion })).labelsAt(3)
    // The drawn rows give nearly the same clusters as all rows.
    expect(adjustedRandIndex(labels, found)).toBeGreaterThan(adjustedRandIndex(labels, whole) - 0.1)
    const again = await hierarchicalClustering(samples, { criterion, maxRows: 150, seed: 1 })
    expect(again.labelsAt(3)).toEqual(found)
    expect((await hierarchicalClustering(samples, { criterion, maxRows: 150, seed: 2 })).rises).not.toEqual(tree.rises)
  })

  it('joins equal rows before the tree begins, and breaks ties by the lowest rows', async () => {
    const grid = [[0, 0], [0, 1], [1, 0], [1, 1], [0, 0], [1, 1], [1, 1]]
    const tree = await hierarchicalClustering(grid, { criterion })
    expect(tree.maxClusters).toBe(4)
    expect(Array.from(tree.labelsAt(4))).toEqual([0, 1, 2, 3, 0, 3, 3])
    const again = await hierarchicalClustering(grid, { criterion })
    for (const clusters of [1, 2, 3]) expect(again.labelsAt(clusters)).toEqual(tree.labelsAt(clusters))
  })

  it('has one cluster if all rows are equal', async () => {
    const tree = await hierarchicalClustering([[1, 2], [1, 2], [1, 2]], { criterion })
    expect([tree.maxClusters, tree.rises, Array.from(tree.labelsAt(1))]).toEqual([1, [], [0, 0, 0]])
  })
})

it('VVV keeps a wide cluster whole next to a narrow one, while EII splits it', async () => {
  const random = createRandom(6)
  const labels = Array.from({ length: 160 }, (_, n) => (n % 8 === 0 ? 1 : 0))
  const samples = labels.map(label =>
    label ? [8 + 0.1 * random.normal(), 0.1 * random.normal()] : [3 * random.normal(), 3 * random.normal()],
  )
  const score = async (criterion: HierarchicalCriterion): Promise<number> =>
    adjustedRandIndex(labels, await hierarchicalStart(samples, { components: 2, criterion }))
  expect(await score('VVV')).toBeGreaterThan(0.9)
  expect(await score('EII')).toBeLessThan(0.7)
})

it('rejects when its signal aborts between turns', async () => {
  const controller = new AbortController()
  const { samples } = shapes(500, 7)
  setTimeout(() => controller.abort(new Error('enough')), 5)
  await expect(hierarchicalClustering(samples, { signal: controller.signal })).rejects.toThrow('enough')
})

it('refuses invalid options and samples', async () => {
  await expect(hierarchicalClustering(ten, { criterion: 'VEV' as never })).rejects.toThrow(
    "option criterion must be one of 'VVV', 'EII', but it is 'VEV'. Pass for example criterion: 'VVV'.",
  )
  await expect(hierarchicalClustering(ten, { transform: 'pca' as never })).rejects.toThrow(
    "option transform must be one of 'scaled-svd', 'none', but it is 'pca'. Pass for example transform: 'scaled-svd'.",
  )
  await expect(hierarchicalClustering(ten, { maxRows: 0 })).rejects.toThrow(
    'option maxRows must be a whole number of at least 1, but it is 0. Pass for example maxRows: 2.',
  )
  await expect(hierarchicalClustering([[0], [NaN]])).rejects.toThrow('NaN at row 1, column 0')
  await expect(hierarchicalStart([[0], [0], [1]], { components: 3 })).rejects.toThrow(
    'option clusters must be a whole number from 1 to 2, the distinct rows in the tree, but it is 3. ' +
      'Ask for fewer clusters, or raise maxRows.',
  )
})

it.each(criteria)('has finite rises for weights from 2^-480 to 2^53, and refuses others (%s)', async criterion => {
  for (const weight of [2 ** -480, 2 ** 53]) {
    const { rises } = await hierarchicalClustering(ten, { criterion, sampleWeights: ten.map((_, row) => (row % 3 ? weight : 1)) })
    expect(rises.every(Number.isFinite)).toBe(true)
  }
  await expect(hierarchicalClustering(ten, { criterion, sampleWeights: ten.map((_, row) => (row === 4 ? 1e300 : 1)) })).rejects.toThrow(
    'sampleWeights must be 0, or from 3e-145 to 9e+15, but it is 1e+300 at entry 4. Divide all weights by their mean, and set negligible weights to 0.',
  )
})
