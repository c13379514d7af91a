import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { expectClose } from '../../../numerics/src/testing/expectClose.js'
import { kernelNames } from '../testing/kernelNames.js'
import type { Kernels, KernelName } from './kernels.js'
import { openKernels } from './openKernels.js'
import { projectMeans } from './projectMeans.js'
import { exactPruning, noPruning } from './pruning.js'
import { arrayFields, blockRows, type FactorKind, type Workspace, type WorkspaceShape } from './workspace.js'

// One long file, because all kernels are tested on the same filled workspaces: by hand, against the reference, and for accuracy.
const factorKinds: readonly FactorKind[] = ['full', 'shared', 'diagonal', 'analysers']
// Every remainder of the kernels' blocks of four columns, and larger sizes.
const columnCounts = [1, 2, 3, 4, 5, 6, 7, 8, 10, 16, 17, 33]
const componentCounts = [1, 2, 5]
const rowCounts = [1, 7, 8, blockRows - 1, blockRows]
const [reference, ...wasmNames] = kernelNames

/** Two implementations add the same terms in different orders, up to 33 · 33 of them, which makes a few hundred roundings. */
const parity = 1e-12

const shapeOf = (factor: FactorKind, columns: number, components: number): WorkspaceShape => ({
  scatter: hasDiagonals(factor) ? 'diagonal' : 'full',
  factor,
  columns,
  components,
  factorCount: factor === 'analysers' ? 4 : 0,
  // Kernels process two directions at once: there are an even and an odd number, and none.
  directionCount: { full: 2, shared: 0, diagonal: 3, analysers: 5 }[factor],
})

const hasDiagonals = (factor: FactorKind): boolean => factor === 'diagonal' || factor === 'analysers'

const openOn = async (name: KernelName, shape: WorkspaceShape): Promise<Kernels> => (await openKernels(name))(shape)

/** A mixture, samples near its means and their labels, all drawn with the seed. */
async function openFilled(name: KernelName, shape: WorkspaceShape, { count, seed }: { count: number; seed: number }): Promise<Kernels> {
  const kernels = await openOn(name, shape)
  const random = createRandom(seed)
  const { workspace } = kernels
  const { factor, columns, components, samples, labels, means, factors, logNormalizers, loadings, regressions, directions } = workspace
  for (let i = 0; i < components * columns; i++) means[i] = random.normal()
  for (let k = 0; k < components; k++) {
    logNormalizers[k] = random.normal()
    for (let i = 0; i < columns; i++) {
      if (hasDiagonals(factor)) factors[k * columns + i] = 0.2 + random.uniform()
      else if (factor === 'full' || k === 0) {
        for (let j = 0; j <= i; j++) {
          factors[(k * columns + i) * columns + j] = i === j ? 0.5 + random.uniform() : (0.5 * random.normal()) / columns
        }
      }
    }
  }
  for (let at = 0; at < loadings.length; at++) {
    loadings[at] = random.normal()
    regressions[at] = random.normal() / columns
  }
  for (let at = 0; at < directions.length; at++) directions[at] = random.normal()
  if (factor === 'shared') projectMeans(workspace)
  for (let b = 0; b < count; b++) {
    labels[b] = random.integer(components)
    for (let i = 0; i < columns; i++) samples[b * columns + i] = means[labels[b] * columns + i] + 2 * random.normal()
  }
  kernels.loadModel()
  kernels.loadRows(count)
  return kernels
}

const at = (p: number, i: number, columns: number): number => ((p >> 3) * columns + i) * 8 + (p & 7)

const include = (set: Int32Array, i: number): void => void (set[i >> 5] |= 1 << (i & 31))

const membersOf = (set: Int32Array): number[] =>
  Array.from({ length: 32 * set.length }, (_, i) => i).filter(i => (set[i >> 5] >> (i & 31)) & 1)

/** The first `count` rows belong to every component. */
function markActive({ activeRows, components }: Workspace, count: number): void {
  activeRows.fill(0)
  for (let k = 0; k < components; k++) for (let b = 0; b < count; b++) include(activeRows.subarray((k * blockRows) / 32), b)
}

/** Entries on and below the diagonals of the scatters; the others are undefined. */
function definedScatters({ workspace }: Kernels): number[] {
  const { scatter, columns, components, scatters } = workspace
  if (scatter === 'diagonal') return Array.from(scatters.subarray(0, components * columns))
  const defined: number[] = []
  for (let k = 0; k < components; k++) {
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) defined.push(scatters[(k * columns + i) * columns + j])
    }
  }
  return defined
}

/** The entries of a [K, B] array that belong to the first `count`. */
function firstOf(values: Float64Array, components: number, count: number): number[] {
  return Array.from({ length: components }, (_, k) => Array.from(values.subarray(k * blockRows, k * blockRows + count))).flat()
}

describe.each(wasmNames)('kernels %s agree with the reference', wasmName => {
  describe.each(factorKinds)('factor %s', factor => {
    it.each(columnCounts)('in %d columns', async columns => {
      for (const components of componentCounts) {
        for (const count of rowCounts) {
          const shape = shapeOf(factor, columns, components)
          const filling = { count, seed: 97 * columns + 7 * components + count }
          const [one, other] = await Promise.all([openFilled(reference, shape, filling), openFilled(wasmName, shape, filling)])
          const a = one.workspace
          const b = other.workspace
          expect(b.rowAtPosition.subarray(0, count)).toEqual(a.rowAtPosition.subarray(0, count))
          expect(b.labelStarts.subarray(0, components + 1)).toEqual(a.labelStarts.subarray(0, components + 1))
          for (let p = 0; p < count; p++) {
            for (let i = 0; i < columns; i++) expect(b.groupedSamples[at(p, i, columns)]).toBe(a.groupedSamples[at(p, i, columns)])
          }

          one.weightedLogDensities(count, Infinity)
          other.weightedLogDensities(count, Infinity)
          expectClose(firstOf(b.jointLogDensities, components, count), firstOf(a.jointLogDensities, components, count), { relative: parity, floor: 1 })
          expect(membersOf(b.componentsInReach.subarray(0, 2))).toEqual(Array.from({ length: components }, (_, k) => k))
          expectClose(b.maxLogDensities.subarray(0, count), a.maxLogDensities.subarray(0, count), { relative: parity, floor: 1 })

          const total = one.normalizeResponsibilities(count, noPruning)
          expectClose([other.normalizeResponsibilities(count, noPruning)], [total], { relative: parity, floor: count })
          expectClose(b.logDensities.subarray(0, count), a.logDensities.subarray(0, count), { relative: parity, floor: 1 })
          // The rounding of a log-density of about 100 nats is a relative error of 1e-14 in its exponential.
          expectClose(b.responsibilities, a.responsibilities, { relative: 1e-11, floor: 1e-300 })
          expect(b.labels.subarray(0, count)).toEqual(a.labels.subarray(0, count))

          b.responsibilities.set(a.responsibilities)
          markActive(b, count)
          one.accumulate(count)
          other.accumulate(count)
          expectClose(b.counts, a.counts, { relative: parity })
          // Terms of both signs cancel, so the rounding scales with their number times their size.
          expectClose(b.sums, a.sums, { relative: parity, floor: count })
          expectClose(definedScatters(other), definedScatters(one), { relative: parity, floor: count })
          expectClose(b.projections, a.projections, { relative: parity, floor: count * columns })

          one.nearestCentres(count)
          other.nearestCentres(count)
          expectClose(b.squaredDistances.subarray(0, count), a.squaredDistances.subarray(0, count), { relative: parity })
          if (components > 1) expectClose(b.secondSquaredDistances.subarray(0, count), a.secondSquaredDistances.subarray(0, count), { relative: parity })
          expect(b.labels.subarray(0, count)).toEqual(a.labels.subarray(0, count))

          // The last sample has weight 0, so that its mass becomes 0.
          for (const { masses, rowWeights } of [a, b]) {
            for (let row = 0; row < count; row++) masses[row] = row % 3 === 0 ? Infinity : row * columns
            rowWeights[count - 1] = 0
          }
          a.massSums.fill(1)
          b.massSums.fill(1)
          one.coverRows(count, components)
          other.coverRows(count, components)
          expectClose(firstOf(b.coveredMasses, components, count), firstOf(a.coveredMasses, components, count), { relative: parity })
          expectClose(b.massSums, a.massSums, { relative: parity })
        }
      }
    })
  })
})

describe.each(kernelNames)('kernels %s', name => {
  it('give ln(1/√2π) at the mean of a standard normal', async () => {
    for (const factor of factorKinds) {
      const kernels = await openOn(name, shapeOf(factor, 1, 1))
      const { workspace } = kernels
      workspace.factors[0] = 1
      workspace.logNormalizers[0] = -0.5 * Math.log(2 * Math.PI)
      kernels.loadModel()
      kernels.loadRows(1)
      kernels.weightedLogDensities(1, Infinity)
      expect(workspace.jointLogDensities[0]).toBeCloseTo(-0.9189385332046727, 15)
    }
  })

  it('give |P (x - μ)|² by hand', async () => {
    const kernels = await openOn(name, shapeOf('full', 2, 1))
    const { workspace } = kernels
    workspace.samples.set([3, 5])
    workspace.means.set([1, 2])
    workspace.factors.set([2, 0, -1, 3]) // P (2, 3) = (4, 7)
    workspace.logNormalizers[0] = 0.5
    kernels.loadModel()
    kernels.loadRows(1)
    kernels.weightedLogDensities(1, Infinity)
    expect(workspace.jointLogDensities[0]).toBe(0.5 - 0.5 * (16 + 49))
  })

  it('give the log-density of a factor analyser by hand', async () => {
    const kernels = await openOn(name, { ...shapeOf('analysers', 2, 1), factorCount: 2 })
    const { workspace } = kernels
    workspace.samples.set([3, 5])
    workspace.means.set([1, 2])
    workspace.factors.set([2, 4])
    workspace.regressions.set([0.5, 0, 0, 0]) // z = (1, 0)
    workspace.loadings.set([1, 2, 7, 7]) // (2, 3) - Λ z = (1, 1)
    workspace.logNormalizers[0] = 0.5
    kernels.loadModel()
    kernels.loadRows(1)
    kernels.weightedLogDensities(1, Infinity)
    expect(workspace.jointLogDensities[0]).toBe(0.5 - 0.5 * (4 + 16 + 1))
  })

  it('give scatters along directions by hand, and add to what is there', async () => {
    const kernels = await openOn(name, { ...shapeOf('diagonal', 2, 1), directionCount: 1 })
    const { workspace } = kernels
    workspace.samples.set([3, 5, 1, 0])
    workspace.means.set([1, 2])
    workspace.responsibilities.set([0.5, 0.25])
    workspace.directions.set([1, -1])
    markActive(workspace, 2)
    for (let pass = 1; pass <= 2; pass++) {
      kernels.accumulate(2)
      // Centred samples (2, 3) and (0, -2): the products with the direction are -1 and 2.
      expect(Array.from(workspace.projections)).toEqual([pass * -1, pass * (-1.5 - 1)])
    }
  })

  it('give statistics by hand, and add to what is there', async () => {
    const kernels = await openOn(name, shapeOf('full', 2, 1))
    const { workspace } = kernels
    workspace.samples.set([3, 5, 1, 0])
    workspace.means.set([1, 2])
    workspace.responsibilities.set([0.5, 0.25])
    markActive(workspace, 2)
    for (let pass = 1; pass <= 2; pass++) {
      kernels.accumulate(2)
      // Centred samples (2, 3) and (0, -2).
      expect(workspace.counts[0]).toBe(pass * 0.75)
      expect(Array.from(workspace.sums)).toEqual([pass * 1, pass * 1])
      expect(definedScatters(kernels)).toEqual([pass * 2, pass * 3, pass * (4.5 + 1)])
    }
  })

  it('give responsibilities by hand, times the weights of their rows', async () => {
    const { kernels, responsibilities, logDensities } = await withJoint(name, [[-1000], [-1000 - Math.log(3)], [-Infinity]])
    kernels.workspace.rowWeights[0] = 8
    const total = kernels.normalizeResponsibilities(1, noPruning)
    expectClose([0, 1, 2].map(k => responsibilities[k * blockRows]), [6, 2, 0], { relative: 1e-13 })
    expect(logDensities[0]).toBeCloseTo(-1000 + Math.log(4 / 3), 12)
    expect(total).toBe(8 * logDensities[0])
  })

  it('give an exact 0 to a component that is out of reach, even next to a sample for which it is in reach', async () => {
    const { kernels, responsibilities } = await withJoint(name, [[0, 0, 0, 0], [-800, -1, -800, -1e300]])
    kernels.normalizeResponsibilities(4, noPruning)
    expect(Array.from(responsibilities.subarray(0, 4))).toEqual([1, 1 / (1 + Math.exp(-1)), 1, 1])
    expect(responsibilities[blockRows]).toBe(0)
    expect(responsibilities[blockRows + 1]).toBeCloseTo(Math.exp(-1) / (1 + Math.exp(-1)), 15)
    expect(Array.from(responsibilities.subarray(blockRows + 2, blockRows + 4))).toEqual([0, 0])
  })

  it('leave out shares that are lost in rounding, and components beyond reach', async () => {
    const { kernels, responsibilities } = await withJoint(name, [[0, 0, 0], [-36, -37, -41]])
    kernels.normalizeResponsibilities(3, exactPruning)
    expect(responsibilities[blockRows]).toBeGreaterThan(2e-16)
    expect(Array.from(responsibilities.subarray(blockRows + 1, blockRows + 3))).toEqual([0, 0])
    expect(Array.from(responsibilities.subarray(1, 3))).toEqual([1, 1])
  })

  it('bound a component in reach even if its share is too small to change the sum', async () => {
    const { kernels } = await withJoint(name, [[0, 0, 0], [-36, -38, -39.5]])
    kernels.workspace.outOfReachBounds.fill(-Infinity)
    kernels.normalizeResponsibilities(3, exactPruning)
    const { otherBounds } = kernels.workspace
    ;[-36, -38, -39.5].forEach((logDensity, b) => expect(otherBounds[b]).toBeGreaterThanOrEqual(logDensity))
  })

  it('give no finite density if all components underflow', async () => {
    const { kernels, responsibilities, logDensities } = await withJoint(name, [[-Infinity, 0], [-Infinity, 0]])
    const total = kernels.normalizeResponsibilities(2, exactPruning)
    expect(Number.isFinite(total)).toBe(false)
    expect(Number.isFinite(logDensities[0])).toBe(false)
    expect([responsibilities[0], responsibilities[1]]).toEqual([0, 0.5])
  })

  it('give the same bits for any labels', async () => {
    for (const factor of factorKinds) {
      const shape = shapeOf(factor, 5, 4)
      const runs = await Promise.all(
        [0, 1, 2].map(async run => {
          const kernels = await openFilled(name, shape, { count: 203, seed: 3 })
          const { workspace } = kernels
          const random = createRandom(run)
          // Wrong labels, random labels, and labels that name no component: labels only decide what is evaluated first.
          workspace.labels.forEach((_, b) => (workspace.labels[b] = [0, random.integer(4), random.integer(9) - 4][run]))
          kernels.loadRows(203)
          kernels.weightedLogDensities(203, exactPruning.reach)
          const total = kernels.normalizeResponsibilities(203, exactPruning)
          kernels.accumulate(203)
          const { logDensities, responsibilities, counts, sums } = workspace
          const labels = workspace.labels.slice(0, 203)
          if (name !== reference) {
            const nonzero = (k: number): number[] =>
              Array.from({ length: 203 }, (_, b) => b).filter(b => responsibilities[k * blockRows + b] !== 0)
            for (let k = 0; k < 4; k++) expect(membersOf(workspace.activeRows.subarray(8 * k, 8 * k + 8))).toEqual(nonzero(k))
          }
          return { total, logDensities, responsibilities, labels, counts, sums, scatters: definedScatters(kernels) }
        }),
      )
      expect(runs[1]).toEqual(runs[0])
      expect(runs[2]).toEqual(runs[0])
    }
  })

  it('give the same statistics with pruning as without', async () => {
    for (const factor of factorKinds) {
      const shape = shapeOf(factor, 9, 6)
      const [pruned, whole] = await Promise.all(
        [exactPruning, noPruning].map(async pruning => {
          const kernels = await openFilled(name, shape, { count: 256, seed: 5 })
          const { workspace } = kernels
          // Means far apart, so that most components are out of reach of most samples.
          workspace.means.forEach((mean, i) => (workspace.means[i] = 12 * mean))
          if (factor === 'shared') projectMeans(workspace)
          for (let b = 0; b < 256; b++) for (let i = 0; i < 9; i++) workspace.samples[b * 9 + i] += 11 * (workspace.means[workspace.labels[b] * 9 + i] / 12)
          kernels.loadRows(256)
          kernels.weightedLogDensities(256, pruning === noPruning ? Infinity : pruning.reach)
          const total = kernels.normalizeResponsibilities(256, pruning)
          kernels.accumulate(256)
          return { total, kernels }
        }),
      )
      expect(Math.abs(pruned.total / whole.total - 1)).toBeLessThan(1e-12)
      const [a, b] = [pruned.kernels.workspace, whole.kernels.workspace]
      expect(a.responsibilities.filter(r => r === 0).length).toBeGreaterThan(3 * 256)
      expectClose(a.counts, b.counts, { relative: 1e-12, floor: 1 })
      // Pruning leaves a share of 1e-16 at a distance of 100 out of sums of about 1000, and of squares of about 1e5.
      expectClose(a.sums, b.sums, { relative: 1e-12, floor: 1e3 })
      expectClose(definedScatters(pruned.kernels), definedScatters(whole.kernels), { relative: 1e-12, floor: 1e4 })
    }
  })

  it('bound the log-density under all components but the most probable', async () => {
    for (const factor of factorKinds) {
      const { kernels, joint } = await separated(name, factor)
      const { otherBounds, labels } = kernels.workspace
      kernels.weightedLogDensities(203, exactPruning.reach)
      kernels.normalizeResponsibilities(203, exactPruning)
      let known = 0
      for (let b = 0; b < 203; b++) {
        const others = joint(b).filter((_, k) => k !== labels[b])
        expect(otherBounds[b]).toBeGreaterThanOrEqual(Math.max(...others))
        if (otherBounds[b] < Infinity) known++
      }
      // The reference computes no bounds.
      expect(known).toBe(name === reference ? 0 : 203)
    }
  })

  it('ignore the data after the last sample', async () => {
    for (const factor of factorKinds) {
      for (const count of rowCounts) {
        const shape = shapeOf(factor, 3, 2)
        const [clean, padded] = await Promise.all([0, 1].map(() => openFilled(name, shape, { count, seed: count })))
        padded.workspace.samples.fill(1e100, 3 * count)
        padded.loadRows(count)
        const totals = [clean, padded].map(kernels => {
          kernels.weightedLogDensities(count, Infinity)
          const total = kernels.normalizeResponsibilities(count, noPruning)
          kernels.accumulate(count)
          return total
        })
        expect(totals[1]).toBe(totals[0])
        for (const of of ['counts', 'sums', 'responsibilities'] as const) {
          expect(padded.workspace[of]).toEqual(clean.workspace[of])
        }
        expect(definedScatters(padded)).toEqual(definedScatters(clean))
      }
    }
  })

  it('give nearest centres by hand, the lowest of equals', async () => {
    const kernels = await openOn(name, shapeOf('diagonal', 2, 3))
    const { workspace } = kernels
    workspace.samples.set([0, 0, 4, 4, 9, 0, 10, 1])
    workspace.centres.set([10, 0, 0, 3, 3, 0])
    kernels.loadRows(4)
    kernels.nearestCentres(4)
    expect(Array.from(workspace.labels.subarray(0, 4))).toEqual([1, 1, 0, 0])
    expect(Array.from(workspace.squaredDistances.subarray(0, 4))).toEqual([9, 17, 1, 1])
    expect(Array.from(workspace.secondSquaredDistances.subarray(0, 4))).toEqual([9, 17, 36, 50])
  })

  it('cover rows by centres by hand: the smallest weighted squared distance, and its sum', async () => {
    const kernels = await openOn(name, shapeOf('diagonal', 3, 2))
    const { workspace } = kernels
    workspace.samples.set([0, 0, 0, 1, 2, 2, 4, 0, 3])
    workspace.centres.set([0, 0, 0, 1, 2, 3])
    workspace.rowWeights.set([1, 2, 5])
    workspace.masses.set([Infinity, 19, 60])
    workspace.massSums.set([10, 20])
    kernels.coverRows(3, 2)
    // Squared distances 0, 9, 25 from the first, and 14, 1, 13 from the second.
    expect(Array.from(workspace.coveredMasses.subarray(0, 3))).toEqual([0, 18, 60])
    expect(Array.from(workspace.coveredMasses.subarray(256, 259))).toEqual([14, 2, 60])
    expect(Array.from(workspace.massSums)).toEqual([10 + 78, 20 + 76])
  })

  it('begin every array on a 16-byte boundary, and let none overlap', async () => {
    for (const factor of factorKinds) {
      const { workspace } = await openOn(name, shapeOf(factor, 3, 3))
      const arrays = [...new Set(Object.values(workspace))].filter(value => ArrayBuffer.isView(value)) as Float64Array[]
      const ends = arrays
        .map(array => [array.byteOffset, array.byteOffset + array.byteLength])
        .sort(([a, b], [c, d]) => a - c || b - d)
      for (const [begin] of ends) expect(begin % 16).toBe(0)
      for (let i = 1; i < ends.length; i++) expect(ends[i][0]).toBeGreaterThanOrEqual(ends[i - 1][1])
      expect(arrays.length).toBe(Object.values(arrayFields).filter(field => !('sameAs' in field)).length)
    }
  })

  it('give some arrays a second name', async () => {
    const { workspace } = await openOn(name, shapeOf('full', 3, 3))
    for (const [alias, field] of Object.entries(arrayFields)) {
      if ('sameAs' in field) expect(workspace[alias as keyof Workspace]).toBe(workspace[field.sameAs as keyof Workspace])
    }
    expect(workspace.centres).toBe(workspace.means)
  })
})

describe.each(wasmNames)('kernels %s', name => {
  it('evaluate no other component if the bounds leave none in reach, with the same bits', async () => {
    // Analysers evaluate every component.
    for (const factor of factorKinds.filter(kind => kind !== 'analysers')) {
      const { kernels } = await separated(name, factor)
      const { workspace } = kernels
      const run = (): { total: number; densities: number; statistics: number[] } => {
        for (const sums of [workspace.counts, workspace.sums, workspace.scatters]) sums.fill(0)
        kernels.loadRows(203)
        workspace.jointLogDensities.fill(NaN)
        kernels.weightedLogDensities(203, exactPruning.reach)
        const densities = workspace.jointLogDensities.filter(value => !Number.isNaN(value)).length
        const total = kernels.normalizeResponsibilities(203, exactPruning)
        kernels.accumulate(203)
        return { total, densities, statistics: [...workspace.counts, ...workspace.sums, ...definedScatters(kernels)] }
      }
      run()
      const byLabels = run()
      // The model has not changed.
      workspace.drift.set([0, 1, 0, 1e300, 1e300])
      const byBounds = run()
      expect({ ...byBounds, densities: 0 }).toEqual({ ...byLabels, densities: 0 })
      // One density for each sample; two for samples of groups with two labels.
      expect(byBounds.densities).toBeLessThanOrEqual(203 + 8 * 8)
    }
  })
})

/** Samples of six components far apart in nine columns, and the log-densities of a row under each. */
async function separated(name: KernelName, factor: FactorKind): Promise<{
  readonly kernels: Kernels
  readonly joint: (row: number) => number[]
}> {
  const [kernels, plain] = await Promise.all(
    [name, reference].map(async kind => {
      const kernels = await openFilled(kind, shapeOf(factor, 9, 6), { count: 203, seed: 5 })
      const { workspace } = kernels
      workspace.means.forEach((mean, i) => (workspace.means[i] = 40 * mean))
      if (factor === 'shared') projectMeans(workspace)
      for (let b = 0; b < 203; b++) for (let i = 0; i < 9; i++) workspace.samples[b * 9 + i] += 39 * (workspace.means[workspace.labels[b] * 9 + i] / 40)
      kernels.loadRows(203)
      return kernels
    }),
  )
  plain.weightedLogDensities(203, Infinity)
  const { rowAtPosition, jointLogDensities } = plain.workspace
  const log = Array.from({ length: 203 }, () => [] as number[])
  for (let p = 0; p < 203; p++) for (let k = 0; k < 6; k++) log[rowAtPosition[p]][k] = jointLogDensities[k * blockRows + p]
  return { kernels, joint: row => log[row] }
}

/** Kernels of one column whose joint log-densities, [K][rows], are given. */
async function withJoint(name: KernelName, joint: readonly (readonly number[])[]): Promise<{
  readonly kernels: Kernels
  readonly responsibilities: Float64Array
  readonly logDensities: Float64Array
}> {
  const kernels = await openOn(name, shapeOf('diagonal', 1, joint.length))
  const { workspace } = kernels
  kernels.loadRows(joint[0].length)
  workspace.maxLogDensities.fill(-Infinity)
  workspace.componentsInReach.fill(0)
  for (let g = 0; g < blockRows / 8; g++) {
    for (let k = 0; k < joint.length; k++) include(workspace.componentsInReach.subarray(g * 2 * Math.ceil(joint.length / 64)), k)
  }
  joint.forEach((values, k) =>
    values.forEach((value, p) => {
      workspace.jointLogDensities[k * blockRows + p] = value
      workspace.maxLogDensities[p] = Math.max(workspace.maxLogDensities[p], value)
    }),
  )
  return { kernels, responsibilities: workspace.responsibilities, logDensities: workspace.logDensities }
}

/** How many floating-point numbers apart two numbers of the same sign are. */
function ulpsBetween(a: number, b: number): number {
  const [left, right] = new BigInt64Array(Float64Array.of(a, b).buffer)
  return Math.abs(Number(left - right))
}

describe.each(wasmNames)('exponential and logarithm of %s', name => {
  /** e^difference of the kernel times 1 / (1 + e^difference): below -40 the divisor is exactly 1. */
  it('the exponential is at most 2 ULP from Math.exp if the sum of exponentials is 1', async () => {
    const differences = Array.from({ length: 20_000 }, (_, i) => -37.5 - (i * (708 - 37.5)) / 19_999)
    expect(await worstUlps(differences, (e, _) => e)).toBeLessThanOrEqual(2)
  })

  it('the exponential is at most 2 ULP from Math.exp near 0, and 2 more for the sum and the division', async () => {
    const differences = Array.from({ length: 20_000 }, (_, i) => (-i * 37.5) / 19_999)
    expect(await worstUlps(differences, (e, sum) => e / sum)).toBeLessThanOrEqual(4)
  })

  it('the exponential is an exact 0 below -708', async () => {
    const beyond = [-708.0001, -745, -1e6, -1e308, -Infinity]
    expect((await secondOfTwo(beyond)).responsibilities).toEqual([0, 0, 0, 0, 0])
    expect((await secondOfTwo([-708])).responsibilities[0]).toBeGreaterThan(0)
  })

  it('the logarithm is at most 1 ULP from Math.log between 1 and 2, where it is a log-sum-exp, and 1 more for the sum', async () => {
    const differences = Array.from({ length: 20_000 }, (_, i) => (-i * 30) / 19_999)
    const { logDensities } = await secondOfTwo(differences)
    // ln(1 + e) of a small e inherits the rounding of 1 + e, which the kernel's exponential shares within an ULP.
    const worst = Math.max(...differences.map((difference, i) => Math.abs(logDensities[i] - Math.log(1 + Math.exp(difference)))))
    expect(worst).toBeLessThanOrEqual(2 ** -52 * 2)
  })

  it('the logarithm is at most 1 ULP from Math.log of the number of components', async () => {
    for (const components of [2, 3, 4, 7, 64, 100]) {
      const { kernels, logDensities } = await withJoint(name, Array.from({ length: components }, () => [0]))
      kernels.normalizeResponsibilities(1, noPruning)
      expect(ulpsBetween(logDensities[0], Math.log(components))).toBeLessThanOrEqual(1)
    }
  })

  async function worstUlps(differences: number[], expected: (e: number, sum: number) => number): Promise<number> {
    const { responsibilities } = await secondOfTwo(differences)
    return Math.max(
      ...differences.map((difference, i) => {
        const e = Math.exp(difference)
        return ulpsBetween(responsibilities[i], expected(e, 1 + e))
      }),
    )
  }

  /** Results for the second of two components. Its log-density is each of `differences`; that of the first is 0. */
  async function secondOfTwo(differences: readonly number[]): Promise<{ responsibilities: number[]; logDensities: number[] }> {
    const responsibilities: number[] = []
    const logDensities: number[] = []
    for (let from = 0; from < differences.length; from += blockRows) {
      const part = differences.slice(from, from + blockRows)
      const { kernels } = await withJoint(name, [part.map(() => 0), part])
      kernels.normalizeResponsibilities(part.length, noPruning)
      responsibilities.push(...kernels.workspace.responsibilities.subarray(blockRows, blockRows + part.length))
      logDensities.push(...kernels.workspace.logDensities.subarray(0, part.length))
    }
    return { responsibilities, logDensities }
  }
})
