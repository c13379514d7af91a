import { describe, expect, it, vi } from 'vitest'
import { kernelNames as kernelsOfHost } from '../testing/kernelNames.js'
import { openKernels } from './openKernels.js'
import type { WorkspaceShape } from './workspace.js'

/** As in a browser: no module of Node without an import. */
function withoutNodeModules(): void {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)
}

describe('openKernels', () => {
  const shape: WorkspaceShape = { scatter: 'diagonal', factor: 'diagonal', columns: 1, components: 1 }

  it.each(kernelsOfHost)('opens %s by name', async name => {
    expect((await (await openKernels(name))(shape)).name).toBe(name)
  })

  it('prefers the fastest WASM that the host supports', async () => {
    const open = await openKernels()
    expect((await open(shape)).name).toBe(kernelsOfHost.at(-1))
  })

  it('inflates once, without what makes Node load its HTTP client, which takes longer than a small fit', async () => {
    vi.resetModules()
    withoutNodeModules()
    let inflations = 0
    vi.stubGlobal('DecompressionStream', class extends DecompressionStream {
      constructor(format: 'deflate-raw') {
        super(format)
        inflations++
      }
    })
    const refused = (): never => {
      throw new Error('not needed to open kernels')
    }
    for (const name of ['Response', 'Request', 'fetch', 'Blob']) vi.stubGlobal(name, refused)
    try {
      const { openKernels: openAnew } = await import('./openKernels.js')
      expect((await (await openAnew())(shape)).name).toBe(kernelsOfHost.at(-1))
      await openAnew()
      expect(inflations).toBe(1)
    } finally {
      vi.restoreAllMocks()
      vi.unstubAllGlobals()
    }
  })

  it('inflates on Node without DecompressionStream, which takes longer', async () => {
    vi.resetModules()
    vi.stubGlobal('DecompressionStream', undefined)
    try {
      const { openKernels: openAnew } = await import('./openKernels.js')
      expect((await (await openAnew())(shape)).name).toBe(kernelsOfHost.at(-1))
    } finally {
      vi.unstubAllGlobals()
    }
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
    withoutNodeModules()
    vi.stubGlobal('DecompressionStream', DecompressionStream)
    try {
      const { openKernels: openAnew } = await import('./openKernels.js')
      expect((await (await openAnew())(shape)).name).toBe('reference')
      await expect(openAnew('wasm-simd')).rejects.toThrow(TypeError)
    } finally {
      vi.restoreAllMocks()
      vi.unstubAllGlobals()
    }
  })
})
