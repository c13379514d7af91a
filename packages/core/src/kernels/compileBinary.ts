import type { KernelName } from './kernels.js'

export type WasmKernelName = Exclude<KernelName, 'reference'>

/** A module for every host with SIMD, and its twin with relaxed SIMD. */
export interface WasmBinary {
  /** Bytes of the first module. That with relaxed SIMD follows it. */
  readonly simdBytes: number
  /** Bytes of both. */
  readonly bothBytes: number
  /** Both modules, deflated. */
  readonly deflatedBase64: string
}

export interface WasmModule {
  readonly name: WasmKernelName
  readonly module: WebAssembly.Module
}

/**
 * Compiles the module of `name`, or the fastest that the host knows.
 *
 * @throws if the host refuses WebAssembly, or cannot inflate: some hosts know DecompressionStream, but not 'deflate-raw'.
 */
export async function compileBinary(binary: WasmBinary, name?: WasmKernelName): Promise<WasmModule> {
  const binaries = await inflated(binary)
  const chosen = name ?? (WebAssembly.validate(binaries['wasm-relaxed-simd']) ? 'wasm-relaxed-simd' : 'wasm-simd')
  return { name: chosen, module: await WebAssembly.compile(binaries[chosen]) }
}

/**
 * Both modules lie in the package as one deflated text, because compressed bundles are smaller with it than with two texts.
 * The stream is written and read directly: with Blob and Response, Node would first load its whole HTTP client.
 */
async function inflated({ simdBytes, bothBytes, deflatedBase64 }: WasmBinary): Promise<Record<WasmKernelName, Bytes>> {
  const bytes = inflateOnNode(deflatedBase64) ?? (await inflateByStream(deflatedBase64, bothBytes))
  return { 'wasm-simd': bytes.subarray(0, simdBytes), 'wasm-relaxed-simd': bytes.subarray(simdBytes) }
}

type Bytes = Uint8Array<ArrayBuffer>

/** By Node's own functions, where they can be had without an import: its DecompressionStream takes as long as all else that opens kernels. */
function inflateOnNode(base64: string): Bytes | undefined {
  const { process, Buffer } = globalThis as {
    readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
    readonly Buffer?: { from(text: string, encoding: 'base64'): Bytes }
  }
  const zlib = process?.getBuiltinModule?.('node:zlib') as { inflateRawSync(deflated: Bytes): Bytes } | undefined
  return Buffer && zlib?.inflateRawSync(Buffer.from(base64, 'base64'))
}

async function inflateByStream(base64: string, length: number): Promise<Bytes> {
  const text = atob(base64)
  const deflated = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) deflated[at] = text.charCodeAt(at)
  const { writable, readable } = new DecompressionStream('deflate-raw')
  const writer = writable.getWriter()
  const [bytes] = await Promise.all([gathered(readable, length), writer.write(deflated), writer.close()])
  return bytes
}

async function gathered(stream: ReadableStream<Uint8Array>, length: number): Promise<Bytes> {
  const bytes = new Uint8Array(length)
  const reader = stream.getReader()
  let at = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    bytes.set(part.value, at)
    at += part.value.length
  }
  return bytes
}
