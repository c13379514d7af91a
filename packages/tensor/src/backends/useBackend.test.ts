import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { BackendUnavailableError, NoBackendError, UnknownBackendError } from '../errors.js'
import { backendReport, listBackends } from './backendReport.js'
import { backendNames, type BackendName } from './backendName.js'
import { currentBackend } from './currentBackend.js'
import { useBackend } from './useBackend.js'

const found = await listBackends()
const foundWithSoftware = await listBackends({ softwareGpu: true })
const webgpu = found.find(({ name }) => name === 'webgpu')!
const hasSoftwareGpuOnly = !webgpu.available && foundWithSoftware.some(({ name, available }) => name === 'webgpu' && available)

describe('useBackend', () => {
  it('takes the best that is there, and says why no better one', async () => {
    const best = found.find(({ available }) => available)!
    const inUse = await useBackend()
    expect(inUse.name).toBe(best.name)
    expect(currentBackend()).toBe(best.name)
    expect(inUse.device).not.toBe('')
    expect(inUse.stepMilliseconds).toBeNull()
    expect(inUse.passedOver).toEqual(
      found.slice(0, found.indexOf(best)).flatMap(backend => (backend.available ? [] : [{ backend: backend.name, code: backend.code, reason: backend.reason, remedy: backend.remedy }])),
    )
  })

  it('takes the named one', async () => {
    expect(await useBackend('cpu')).toMatchObject({ name: 'cpu', threads: 1, passedOver: [] })
    expect(tf.getBackend()).toBe('cpu')
    expect(currentBackend()).toBe('cpu')
  })

  it('chooses among those that are named, best first', async () => {
    expect((await useBackend({ among: ['cpu', 'wasm'] })).name).toBe('wasm')
    expect(tf.getBackend()).toBe('wasm')
  })

  it('runs wasm with threads where there are cores', async () => {
    const { availableParallelism } = await import('node:os')
    expect((await useBackend('wasm')).threads).toBe(Math.min(availableParallelism(), 8))
  })

  it('keeps the fastest, and tells how long the others took', async () => {
    const inUse = await useBackend({ among: ['wasm', 'cpu'], fastest: true })
    expect(inUse.stepMilliseconds).toBeGreaterThan(0)
    expect(inUse.passedOver).toHaveLength(1)
    expect(inUse.passedOver[0]!.code).toBe('slower')
    expect(inUse.passedOver[0]!.reason).toMatch(/^a small step took \d+\.\d ms on it, \d+\.\d ms on (wasm|cpu)$/)
    expect(inUse.passedOver[0]!.remedy).toBe('Ask for it by its name to use it all the same.')
  })

  it('leaks no tensors and keeps the backend when one cannot be had', async () => {
    await useBackend('cpu')
    const before = tf.memory().numTensors
    await useBackend({ among: ['wasm', 'cpu'], fastest: true })
    await useBackend('cpu')
    expect(tf.memory().numTensors).toBe(before)
    await listBackends()
    expect(tf.getBackend()).toBe('cpu')
  })

  it.skipIf(!hasSoftwareGpuOnly)(`takes a GPU emulated in software only when asked${hasSoftwareGpuOnly ? '' : ' (skipped: no GPU here is emulated)'}`, async () => {
    await expect(useBackend('webgpu')).rejects.toThrow(/^backend webgpu was asked for, but its only adapter, .*, is emulated in software\. /)
    expect(await useBackend({ among: ['webgpu'], softwareGpu: true })).toMatchObject({ name: 'webgpu' })
  })

  it('refuses a name that is none', async () => {
    const error = await useBackend('webgl' as BackendName).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UnknownBackendError)
    expect((error as Error).message).toBe(
      "a backend must be one of tensorflow-gpu, webgpu, tensorflow, wasm, cpu, but it is 'webgl'. Name one of these, or none for the best.",
    )
    await expect(useBackend({ among: ['cpu', 'cuda' as BackendName] })).rejects.toMatchObject({ code: 'unknown-backend', backend: 'cuda' })
  })

  it('refuses a count of threads that is none, and says that a started module keeps its own', async () => {
    await expect(useBackend({ threads: 0 })).rejects.toThrow(
      'option threads must be a whole number of at least 1, but it is 0. Leave it out for one per core.',
    )
    await expect(useBackend({ among: [] })).rejects.toMatchObject({ code: 'invalid-option', option: 'among' })
    const { threads } = await useBackend('wasm')
    await expect(useBackend({ among: ['wasm'], threads: threads! + 1 })).rejects.toThrow(
      `backend wasm was asked for, but it runs with ${threads} ${threads === 1 ? 'thread' : 'threads'}, not ${threads! + 1}. ` +
        'The number is fixed when it starts, at most 8: name it in the first call of the process.',
    )
  })

  it('names why a backend is not available, for programs that say it in words of their own', async () => {
    const { threads } = await useBackend('wasm')
    const [wasm] = (await listBackends({ threads: threads! + 1 })).filter(({ name }) => name === 'wasm')
    expect(wasm).toMatchObject({ available: false, code: 'other-threads' })
  })

  const gpu = found.find(({ name }) => name === 'tensorflow-gpu')!
  const hasDriver = gpu.available || gpu.reason !== 'this machine has no NVIDIA driver'
  it.skipIf(hasDriver)(`never takes another one instead of the named${hasDriver ? ' (skipped: this machine has an NVIDIA driver)' : ''}`, async () => {
    const error = await useBackend('tensorflow-gpu').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(BackendUnavailableError)
    expect(error).toMatchObject({ code: 'backend-unavailable', backend: 'tensorflow-gpu', reason: 'this machine has no NVIDIA driver' })
    expect((error as Error).message).toBe(
      'backend tensorflow-gpu was asked for, but this machine has no NVIDIA driver. Use backend webgpu, which runs on other GPUs too.',
    )
  })

  it('says of every backend why none could be had', () => {
    const error = new NoBackendError([
      { backend: 'webgpu', reason: 'no GPU adapter was found' },
      { backend: 'tensorflow', reason: '@tensorflow/tfjs-node is not installed' },
    ])
    expect(error.code).toBe('no-backend')
    expect(error.message).toBe(
      'one of the backends webgpu, tensorflow was asked for, but none can be had: webgpu: no GPU adapter was found; ' +
        "tensorflow: @tensorflow/tfjs-node is not installed. Add 'cpu', which runs everywhere.",
    )
  })
})

describe('backendReport', () => {
  it('has a line for every backend, best first', async () => {
    const lines = (await backendReport()).split('\n')
    expect(lines.map(line => line.split(' ')[0])).toEqual([...backendNames])
    for (const line of lines) expect(line).toMatch(/^\S+ +(yes: .+|no: .+\. .+\.)$/)
    expect(lines.at(-1)).toMatch(/^cpu {13}yes: /)
  })
})
