import { describe, expect, it, vi } from 'vitest'
import { kernelNames } from '../testing/kernelNames.js'
import { openKernels } from './openKernels.js'
import { hostRuns } from './wasm.js'
import type { WorkspaceShape } from './workspace.js'

describe('openKernels', () => {
  const shape: WorkspaceShape = { scatter: 'diagonal', factor: 'diagonal', columns: 1, components: 1 }

  it.each(kernelNames)('opens %s by name', async name => {
    expect((await (await openKernels(name))(shape)).name).toBe(name)
  })

  it('prefers the fastest WASM that the host supports', async () => {
    const open = await openKernels()
    expect((await open(shape)).name).toBe((await hostRuns('wasm-relaxed-simd')) ? 'wasm-relaxed-simd' : 'wasm-simd')
  })

  it('falls back to the reference if the host refuses WebAssembly, unless a name is given', async () => {
    vi.resetModules() // a module that has been compiled stays
    const { openKernels: openAnew } = await import('./openKernels.js')
    const { compile } = WebAssembly
    const refusal = new Error('refused by content security policy')
    WebAssembly.compile = () => Promise.reject(refusal)
    try {
      const open = await openAnew()
      expect((await open(shape)).name).toBe('reference')
      await expect(openAnew('wasm-simd')).rejects.toBe(refusal)
    } finally {
      WebAssembly.compile = compile
    }
    expect((await (await openAnew('wasm-simd'))(shape)).name).toBe('wasm-simd')
  })

  it.each([
    ['has no DecompressionStream', undefined],
    ["knows no 'deflate-raw'", function DecompressionStream(format: string) {
      throw new TypeError(`Unsupported compression format: '${format}'`)
    }],
  ])('falls back to the reference if the host %s', async (_, DecompressionStream) => {
    vi.resetModules()
    vi.stubGlobal('DecompressionStream', DecompressionStream)
    try {
      const { openKernels: openAnew } = await import('./openKernels.js')
      expect((await (await openAnew())(shape)).name).toBe('reference')
      await expect(openAnew('wasm-simd')).rejects.toThrow(TypeError)
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
