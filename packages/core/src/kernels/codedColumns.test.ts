import { createRandom } from '@mixtura/numerics'
import { describe, expect, it } from 'vitest'
import { kernelNames } from '../testing/kernelNames.js'
import type { KernelName, Kernels } from './kernels.js'
import { openKernels } from './openKernels.js'
import { blockRows } from './workspace.js'

const [, ...wasmNames] = kernelNames

/** Three values of the first coded column, and two of every other one. */
async function openCoded(name: KernelName, components: number, codedColumns: number): Promise<Kernels> {
  const values = codedColumns === 0 ? 0 : 2 * codedColumns + 1
  return (await openKernels(name))({ scatter: 'diagonal', factor: 'diagonal', columns: 1, components, codedColumns, valueTableLength: values * components })
}

describe.each(kernelNames)('kernels %s of coded columns', name => {
  it('add the log-probabilities of two cells, and the responsibilities to the counts of their values', async () => {
    const kernels = await openCoded(name, 3, 2)
    const { places, valueLogProbabilities, jointLogDensities, maxLogDensities, responsibilities, valueCounts } = kernels.workspace
    valueLogProbabilities.set([-1, -2, -3, /**/ -10, -20, -30, /**/ -5, -5, -Infinity, /**/ -0.5, -0.25, -0.125, /**/ 0, 0, 0])
    places.set([0, 9, /**/ 3, 12, /**/ 6, 12])
    for (let k = 0; k < 3; k++) jointLogDensities.set([k, 100 * k, 0], k * blockRows)
    kernels.addEvidence(3)
    const joint = [0, 1, 2].map(k => Array.from(jointLogDensities.subarray(k * blockRows, k * blockRows + 3)))
    expect(joint).toEqual([[-1.5, -10, -5], [-1.25, 80, -5], [-1.125, 170, -Infinity]])
    expect(Array.from(maxLogDensities.subarray(0, 3))).toEqual([-1.125, 170, -5])

    responsibilities.fill(0)
    for (const [k, ofRows] of [[0.25, 0, 2], [0.25, 0, 0], [0.5, 1, 3]].entries()) responsibilities.set(ofRows, k * blockRows)
    valueCounts.fill(1)
    kernels.countValues(3)
    expect(Array.from(valueCounts)).toEqual([1.25, 1.25, 1.5, /**/ 1, 1, 2, /**/ 3, 1, 4, /**/ 1.25, 1.25, 1.5, /**/ 3, 1, 5])
  })

  it('find the maxima of rows without coded columns, and of a row that no component can have', async () => {
    const kernels = await openCoded(name, 2, 0)
    const { jointLogDensities, maxLogDensities } = kernels.workspace
    jointLogDensities.set([-3, -Infinity])
    jointLogDensities.set([-2, -Infinity], blockRows)
    kernels.addEvidence(2)
    expect(Array.from(maxLogDensities.subarray(0, 2))).toEqual([-2, -Infinity])
  })
})

it.each(wasmNames)('kernels %s of coded columns have the bits of the reference', async name => {
  const random = createRandom(3)
  // Every remainder of four components, and of a block.
  for (const components of [1, 2, 3, 4, 5, 6, 7, 9]) {
    for (const codedColumns of [1, 2, 11]) {
      const [one, other] = await Promise.all([openCoded('reference', components, codedColumns), openCoded(name, components, codedColumns)])
      const [a, b] = [one.workspace, other.workspace]
      const filled = (from: Float64Array, into: Float64Array, value: () => number): void => {
        for (let at = 0; at < from.length; at++) from[at] = value()
        into.set(from)
      }
      filled(a.valueLogProbabilities, b.valueLogProbabilities, () => Math.log(random.uniform()))
      filled(a.jointLogDensities, b.jointLogDensities, () => 10 * random.normal())
      filled(a.responsibilities, b.responsibilities, () => Math.max(0, random.uniform() - 0.5))
      filled(a.valueCounts, b.valueCounts, () => 0)
      for (let row = 0; row < blockRows; row++) {
        for (let c = 0; c < codedColumns; c++) a.places[row * codedColumns + c] = components * (c === 0 ? random.integer(3) : 1 + 2 * c + random.integer(2))
      }
      b.places.set(a.places)
      for (const count of [1, 7, blockRows]) {
        for (const kernels of [one, other]) {
          kernels.addEvidence(count)
          kernels.countValues(count)
        }
        expect(b.jointLogDensities).toEqual(a.jointLogDensities)
        expect(b.maxLogDensities.subarray(0, count)).toEqual(a.maxLogDensities.subarray(0, count))
        expect(b.valueCounts).toEqual(a.valueCounts)
      }
    }
  }
})
