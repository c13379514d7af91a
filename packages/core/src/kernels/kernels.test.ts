import { describe, expect, it } from 'vitest'
import { createRandom } from '../random/random.js'
import { expectClose } from '../testing/expectClose.js'
import { kernelNames } from '../testing/kernelNames.js'
import type { Kernels } from './kernels.js'
import { loadBlock } from './loadBlock.js'
import { openKernels } from './openKernels.js'
import { blockRows, type ScatterKind, type WorkspaceShape } from './workspace.js'

const scatterKinds: readonly ScatterKind[] = ['full', 'diagonal']
// Every remainder of the kernels' blocks of four columns, and sizes beyond them.
const columnCounts = [1, 2, 3, 4, 5, 7, 8, 10, 16, 17, 33]
const componentCounts = [1, 2, 5]
const rowCounts = [1, 7, 127, 128]

/** Two implementations add the same terms in different orders, up to 33 · 33 of them: a few hundred roundings. */
const parity = 1e-12

const openOn = async (name: (typeof kernelNames)[number], shape: WorkspaceShape): Promise<Kernels> =>
  (await openKernels(name))(shape)

/** Random samples, means and lower triangular factors; the seed decides all. */
function fillWorkspace({ workspace }: Kernels, rows: number, seed: number): void {
  const random = createRandom(seed)
  const { scatter, columns, components, means, factors, logNormalizers } = workspace
  const samples = Float64Array.from({ length: rows * columns }, () => 2 * random.normal())
  loadBlock({ data: samples, rows, columns }, 0, workspace)
  for (let i = 0; i < components * columns; i++) means[i] = random.normal()
  for (let k = 0; k < components; k++) {
    logNormalizers[k] = random.normal()
    for (let i = 0; i < columns; i++) {
      if (scatter === 'diagonal') factors[k * columns + i] = 0.2 + random.uniform()
      else {
        for (let j = 0; j <= i; j++) {
          factors[(k * columns + i) * columns + j] = i === j ? 0.5 + random.uniform() : (0.5 * random.normal()) / columns
        }
      }
    }
  }
}

/** Entries on and below the diagonals of the scatters: the rest is not defined. */
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

describe.each(scatterKinds)('kernels agree, scatter %s', scatter => {
  it.each(columnCounts)('in %d columns', async columns => {
    for (const components of componentCounts) {
      for (const rows of rowCounts) {
        const shape = { scatter, columns, components }
        const [reference, wasm] = await Promise.all(kernelNames.map(name => openOn(name, shape)))
        for (const kernels of [reference, wasm]) fillWorkspace(kernels, rows, 97 * columns + 7 * components + rows)
        const a = reference.workspace
        const b = wasm.workspace

        reference.weightedLogDensities()
        wasm.weightedLogDensities()
        expectClose(b.responsibilities, a.responsibilities, { relative: parity, floor: 1 })

        const total = reference.normalizeResponsibilities(rows)
        expectClose([wasm.normalizeResponsibilities(rows)], [total], { relative: parity, floor: rows })
        expectClose(b.logDensities.subarray(0, rows), a.logDensities.subarray(0, rows), { relative: parity, floor: 1 })
        // Rounding of a log-density of some 100 nats is an error of its exponential of 1e-14.
        expectClose(b.responsibilities, a.responsibilities, { relative: 1e-11, floor: 1e-300 })

        b.responsibilities.set(a.responsibilities)
        reference.accumulate()
        wasm.accumulate()
        expectClose(b.counts, a.counts, { relative: parity })
        // Terms of either sign cancel: their number times their size is the scale of the rounding.
        expectClose(b.sums, a.sums, { relative: parity, floor: rows })
        expectClose(definedScatters(wasm), definedScatters(reference), { relative: parity, floor: rows })

        if (scatter === 'full') continue
        reference.nearestCentres()
        wasm.nearestCentres()
        expectClose(b.logDensities, a.logDensities, { relative: parity })
        expect(b.weighted.subarray(0, blockRows)).toEqual(a.weighted.subarray(0, blockRows))
      }
    }
  })
})

describe.each(kernelNames)('kernels %s', name => {
  it('give ln(1/√2π) at the mean of a standard normal', async () => {
    for (const scatter of scatterKinds) {
      const kernels = await openOn(name, { scatter, columns: 1, components: 1 })
      const { workspace } = kernels
      workspace.factors[0] = 1
      workspace.logNormalizers[0] = -0.5 * Math.log(2 * Math.PI)
      kernels.weightedLogDensities()
      expect(workspace.responsibilities[0]).toBeCloseTo(-0.9189385332046727, 15)
    }
  })

  it('give |P (x - μ)|² by hand', async () => {
    const kernels = await openOn(name, { scatter: 'full', columns: 2, components: 1 })
    const { workspace } = kernels
    loadBlock({ data: Float64Array.of(3, 5), rows: 1, columns: 2 }, 0, workspace)
    workspace.means.set([1, 2])
    workspace.factors.set([2, 0, -1, 3]) // P (2, 3) = (4, 7)
    workspace.logNormalizers[0] = 0.5
    kernels.weightedLogDensities()
    expect(workspace.responsibilities[0]).toBe(0.5 - 0.5 * (16 + 49))
  })

  it('give statistics by hand, and add to what is there', async () => {
    const kernels = await openOn(name, { scatter: 'full', columns: 2, components: 1 })
    const { workspace } = kernels
    loadBlock({ data: Float64Array.of(3, 5, 1, 0), rows: 2, columns: 2 }, 0, workspace)
    workspace.means.set([1, 2])
    workspace.responsibilities.set([0.5, 0.25])
    for (let pass = 1; pass <= 2; pass++) {
      kernels.accumulate()
      // Centred samples (2, 3) and (0, -2).
      expect(workspace.counts[0]).toBe(pass * 0.75)
      expect(Array.from(workspace.sums)).toEqual([pass * 1, pass * 1])
      expect(definedScatters(kernels)).toEqual([pass * 2, pass * 3, pass * (4.5 + 1)])
    }
  })

  it('give responsibilities by hand', async () => {
    const kernels = await openOn(name, { scatter: 'diagonal', columns: 1, components: 3 })
    const { responsibilities, logDensities } = kernels.workspace
    for (const [k, value] of [-1000, -1000 - Math.log(3), -Infinity].entries()) responsibilities[k * blockRows] = value
    const total = kernels.normalizeResponsibilities(1)
    expectClose([0, 1, 2].map(k => responsibilities[k * blockRows]), [0.75, 0.25, 0], { relative: 1e-13 })
    expect(logDensities[0]).toBeCloseTo(-1000 + Math.log(4 / 3), 12)
    expect(total).toBe(logDensities[0])
  })

  it('give an exact 0 to a component that is out of reach, also beside a sample for which it is not', async () => {
    const kernels = await openOn(name, { scatter: 'diagonal', columns: 1, components: 2 })
    const { responsibilities } = kernels.workspace
    responsibilities.set([0, 0, 0, 0], 0)
    responsibilities.set([-800, -1, -800, -1e300], blockRows)
    kernels.normalizeResponsibilities(4)
    expect(Array.from(responsibilities.subarray(0, 4))).toEqual([1, 1 / (1 + Math.exp(-1)), 1, 1])
    expect(responsibilities[blockRows]).toBe(0)
    expect(responsibilities[blockRows + 1]).toBeCloseTo(Math.exp(-1) / (1 + Math.exp(-1)), 15)
    expect(Array.from(responsibilities.subarray(blockRows + 2, blockRows + 4))).toEqual([0, 0])
  })

  it('ignore whatever stands behind the last sample', async () => {
    for (const scatter of scatterKinds) {
      for (const rows of rowCounts) {
        const shape = { scatter, columns: 3, components: 2 }
        const [clean, padded] = await Promise.all([openOn(name, shape), openOn(name, shape)])
        for (const kernels of [clean, padded]) fillWorkspace(kernels, rows, rows)
        for (let i = 0; i < 3; i++) padded.workspace.block.fill(1e100, i * blockRows + rows, (i + 1) * blockRows)
        const totals = [clean, padded].map(kernels => {
          kernels.weightedLogDensities()
          const total = kernels.normalizeResponsibilities(rows)
          kernels.accumulate()
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
    const kernels = await openOn(name, { scatter: 'diagonal', columns: 2, components: 3 })
    const { workspace } = kernels
    loadBlock({ data: Float64Array.of(0, 0, 4, 4, 9, 0, 10, 1), rows: 4, columns: 2 }, 0, workspace)
    workspace.means.set([10, 0, 0, 3, 3, 0])
    kernels.nearestCentres()
    expect(Array.from(workspace.weighted.subarray(0, 4))).toEqual([1, 1, 0, 0])
    expect(Array.from(workspace.logDensities.subarray(0, 4))).toEqual([9, 17, 1, 1])
  })

  it('keep every array on a 16-byte boundary and none on another', async () => {
    const { workspace } = await openOn(name, { scatter: 'full', columns: 3, components: 3 })
    const arrays = Object.values(workspace).filter(value => value instanceof Float64Array)
    const ends = arrays
      .map(array => [array.byteOffset, array.byteOffset + array.byteLength])
      .sort(([a], [b]) => a - b)
    for (const [begin] of ends) expect(begin % 16).toBe(0)
    for (let i = 1; i < ends.length; i++) expect(ends[i][0]).toBeGreaterThanOrEqual(ends[i - 1][1])
    expect(arrays.length).toBe(11)
  })
})

describe('exponential of the WASM kernel', () => {
  /** e^difference of the kernel times 1 / (1 + e^difference): below -40 the divisor is exactly 1. */
  it('is at most 2 ULP from Math.exp where the sum of exponentials is 1', async () => {
    const differences = Array.from({ length: 20_000 }, (_, i) => -37.5 - (i * (708 - 37.5)) / 19_999)
    expect(await worstUlps(differences, (e, _) => e)).toBeLessThanOrEqual(2)
  })

  it('is at most 2 ULP from Math.exp near 0, and 2 more for the sum and the division', async () => {
    const differences = Array.from({ length: 20_000 }, (_, i) => (-i * 37.5) / 19_999)
    expect(await worstUlps(differences, (e, sum) => e / sum)).toBeLessThanOrEqual(4)
  })

  it('is an exact 0 beyond', async () => {
    expect(await secondResponsibilities([-708.0001, -745, -1e6, -1e308, -Infinity])).toEqual([0, 0, 0, 0, 0])
    expect((await secondResponsibilities([-708]))[0]).toBeGreaterThan(0)
  })

  async function worstUlps(differences: number[], expected: (e: number, sum: number) => number): Promise<number> {
    const actual = await secondResponsibilities(differences)
    return Math.max(
      ...differences.map((difference, i) => {
        const e = Math.exp(difference)
        return ulpsBetween(actual[i], expected(e, 1 + e))
      }),
    )
  }

  /** Responsibility of the second of two components whose log-densities differ by each of `differences`. */
  async function secondResponsibilities(differences: readonly number[]): Promise<number[]> {
    const kernels = await openOn('wasm-simd', { scatter: 'diagonal', columns: 1, components: 2 })
    const { responsibilities } = kernels.workspace
    const results: number[] = []
    for (let from = 0; from < differences.length; from += blockRows) {
      const part = differences.slice(from, from + blockRows)
      responsibilities.fill(0, 0, blockRows)
      responsibilities.set(part, blockRows)
      kernels.normalizeResponsibilities(part.length)
      results.push(...responsibilities.subarray(blockRows, blockRows + part.length))
    }
    return results
  }

  /** Steps of the last binary place between two positive numbers. */
  function ulpsBetween(a: number, b: number): number {
    const [left, right] = new BigInt64Array(Float64Array.of(a, b).buffer)
    return Math.abs(Number(left - right))
  }
})

describe('openKernels', () => {
  it.each(kernelNames)('opens %s by name', async name => {
    expect((await openOn(name, { scatter: 'diagonal', columns: 1, components: 1 })).name).toBe(name)
  })

  it('prefers WASM', async () => {
    const open = await openKernels()
    expect((await open({ scatter: 'diagonal', columns: 1, components: 1 })).name).toBe('wasm-simd')
  })

  it('falls back to the reference where the host refuses WebAssembly, but not if asked by name', async () => {
    const { compile } = WebAssembly
    const refusal = new Error('refused by content security policy')
    WebAssembly.compile = () => Promise.reject(refusal)
    try {
      const open = await openKernels()
      expect((await open({ scatter: 'diagonal', columns: 1, components: 1 })).name).toBe('reference')
      await expect(openKernels('wasm-simd')).rejects.toBe(refusal)
    } finally {
      WebAssembly.compile = compile
    }
  })
})

describe('loadBlock', () => {
  it('transposes the rows of the block and fills the rest with zeros', async () => {
    const { workspace } = await openOn('reference', { scatter: 'diagonal', columns: 2, components: 1 })
    workspace.block.fill(9)
    const data = Float32Array.from({ length: 2 * (blockRows + 3) }, (_, i) => i)
    const samples = { data, rows: blockRows + 3, columns: 2 }
    expect(loadBlock(samples, 0, workspace)).toBe(blockRows)
    expect(workspace.block[5]).toBe(10)
    expect(workspace.block[blockRows + 5]).toBe(11)
    expect(loadBlock(samples, blockRows, workspace)).toBe(3)
    expect(Array.from(workspace.block.subarray(0, 4))).toEqual([256, 258, 260, 0])
    expect(Array.from(workspace.block.subarray(blockRows, blockRows + 4))).toEqual([257, 259, 261, 0])
    expect(workspace.block.subarray(3, blockRows).every(value => value === 0)).toBe(true)
  })
})
