import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { useBackend } from '../../backends/useBackend.js'
import { registerAdam } from '../../optimizers/adamKernel.js'
import { kernelSignature } from '../../testing/kernelSignature.js'
import { presentBackends } from '../../testing/presentBackends.js'
import { backendTolerances } from '../backendTolerances.js'
import { coveredSignatures } from './coveredSignatures.js'
import { parseSignature, type KernelCase, type Operand } from './kernelCase.js'
import { kernelTwins } from './kernelTwins.js'

/*
 * Tests every kernel that the models of deep and meta call, with every dtype and rank that they use, on every backend of this
 * machine, against float64. The tests of both packages fail for a call that is not listed (requireCoveredKernels.ts).
 */

const { present, absent } = await presentBackends()

describe('the table of kernels', () => {
  it('has every signature once, in order', () => {
    expect(coveredSignatures).toEqual([...new Set(coveredSignatures)].sort())
  })
})

describe.each(present)('kernels on $name ($device)', ({ name, tfjsName }) => {
  beforeAll(async () => {
    await useBackend({ among: [name], softwareGpu: true })
    registerAdam(tfjsName)
  })

  it.each(coveredSignatures)('%s', async signature => {
    const { kernelName } = parseSignature(signature)
    if (tf.getKernel(kernelName, tfjsName) === undefined) {
      expect(compositions).toContain(kernelName)
      return
    }
    const problems: string[] = []
    const cases = casesOf(signature)
    expect(cases.length).toBeGreaterThan(0)
    for (const each of cases) {
      expect(kernelSignature(kernelName, each.inputs, each.attrs)).toBe(signature)
      // Shaders may assume that there is no NaN and no infinity (WGSL, 15.7.2).
      if ((each.hasNonFinite || each.hasTies) && name === 'webgpu') continue
      const tolerance = each.isTrigonometric && name === 'webgpu' ? 2 ** -11 : backendTolerances[name]
      const problem = await problemOf(kernelName, each, tolerance)
      if (problem !== null) problems.push(`${each.label}: ${problem}`)
    }
    if (problems.length > 0) expect.fail(`${problems.length} of ${cases.length} cases\n  ${problems.slice(0, 5).join('\n  ')}`)
  })
})

describe.each(absent)('kernels on $name', ({ reason }) => {
  it.skip(`skipped: ${reason}`, () => undefined)
})

/** Kernels that this package defines. A backend without them runs several kernels instead. */
const compositions = ['MixturaAdam']

function casesOf(signature: string): readonly KernelCase[] {
  const call = parseSignature(signature)
  const twin = kernelTwins[call.kernelName]
  if (twin === undefined) throw new Error(`kernel ${call.kernelName} has no twin in float64. Add one to kernelTwins.ts.`)
  return twin(call)
}

async function problemOf(kernelName: string, { inputs, attrs, expected, hasNonFinite, magnitude }: KernelCase, tolerance: number): Promise<string | null> {
  const before = tf.memory().numTensors
  const tensors = Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, toTensor(x)]))
  let results: tf.Tensor[]
  try {
    results = [tf.engine().runKernel(kernelName, asGiven(tensors), attrs)].flat() as tf.Tensor[]
  } catch (error) {
    tf.dispose(tensors)
    return `it throws ${(error as Error).message.split('\n')[0]}`
  }
  try {
    if (results.length !== expected.length) return `${results.length} results, not ${expected.length}`
    for (const [i, result] of results.entries()) {
      const wanted = expected[i]
      if (result.dtype !== wanted.dtype) return `dtype ${result.dtype}, not ${wanted.dtype}`
      if (String(result.shape) !== String(wanted.shape)) return `shape [${result.shape}], not [${wanted.shape}]`
      const off = firstOff(await result.data(), wanted, tolerance, hasNonFinite ? 0 : magnitude ?? largestOf(wanted))
      if (off !== null) return off
    }
    // The inputs are unchanged.
    for (const [name, x] of Object.entries(inputs)) {
      const off = firstOff(await tensors[name].data(), x, 0, 0)
      if (off !== null) return `input ${name} was changed: ${off}`
    }
  } finally {
    tf.dispose([tensors, results] as tf.TensorContainer)
  }
  return tf.memory().numTensors === before ? null : `${tf.memory().numTensors - before} tensors are left`
}

const largestOf = ({ data }: Operand): number => data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-3)

/** Compares integers and booleans exactly, and floats relative to `magnitude` or to themselves, within the range of float32. */
function firstOff(actual: ArrayLike<number>, { data, dtype }: Operand, tolerance: number, magnitude: number): string | null {
  if (actual.length !== data.length) return `${actual.length} values, not ${data.length}`
  for (let i = 0; i < data.length; i++) {
    const allowed = dtype === 'float32' && Number.isFinite(data[i]) ? Math.max(tolerance * Math.max(magnitude, Math.abs(data[i])), 2 ** -126) : 0
    // -0 equals 0 here.
    if (Object.is(actual[i] + 0, data[i] + 0) || Math.abs(actual[i] - data[i]) <= allowed) continue
    return `entry ${i} is ${actual[i]}, not ${data[i]}`
  }
  return null
}

/** Converts inputs with numeric names to a list. */
const asGiven = <T>(inputs: Readonly<Record<string, T>>): Record<string, T> =>
  '0' in inputs ? (Object.values(inputs) as unknown as Record<string, T>) : { ...inputs }

function toTensor({ shape, dtype, data }: Operand): tf.Tensor {
  const values = dtype === 'float32' ? Float32Array.from(data) : dtype === 'int32' ? Int32Array.from(data) : Uint8Array.from(data)
  return tf.tensor(values, [...shape], dtype)
}
