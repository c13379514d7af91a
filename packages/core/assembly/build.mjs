// Compiles the kernels of this folder and writes them as a TypeScript module:
// a package that carries its WASM as text needs no loader, no fetch and no bundler plugin.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { compileAssembly } from './compileAssembly.mjs'
import { declareWorkspace, layOutFields, layoutVersion } from './workspaceFields.mjs'

const here = path => fileURLToPath(new URL(path, import.meta.url))

const fields = await layOutFields(await readFile(here('../src/kernels/workspace.ts'), 'utf8'))
await writeFile(here('workspace.ts'), declareWorkspace(fields))

/** The same sources once for every host with SIMD, and once for those that multiply and add in one instruction. */
const plain = await compileAssembly(here('.'), '--importMemory')
const relaxed = await compileAssembly(here('.'), '--importMemory', '--enable', 'relaxed-simd')
const kernels = WebAssembly.Module.exports(await WebAssembly.compile(plain))
  .filter(({ name, kind }) => kind === 'function' && name !== 'heapBase')
  .map(({ name }) => `'${name}'`)

/** One after the other: the second is almost the first, so it takes hardly any room, if it begins within the window of deflate. */
const deflateWindow = 32_768
if (plain.length > deflateWindow) throw new RangeError(`the kernels take ${plain.length} bytes, more than ${deflateWindow}: deflate would write them twice`)
const deflated = deflateRawSync(Buffer.concat([plain, relaxed]), { level: 9 })

await writeFile(
  here('../src/kernels/wasmBinary.ts'),
  `// Compiled from assembly/ by assembly/build.mjs; do not edit.\n` +
    `export type WasmKernel = ${kernels.join(' | ')}\n\n` +
    `/** Differs between versions of this package whose structs differ. */\n` +
    `export const layoutVersion = ${layoutVersion(fields)}\n\n` +
    `/** Bytes of the module for every host with SIMD. That with relaxed SIMD follows it. */\n` +
    `export const simdBytes = ${plain.length}\n\n` +
    `/** Bytes of both. */\n` +
    `export const binaryBytes = ${plain.length + relaxed.length}\n\n` +
    `/** Both modules, deflated. */\n` +
    `export const deflatedBase64: string =\n  '${deflated.toString('base64')}'\n`,
)
console.log(`kernels: ${plain.length} bytes of WASM, ${relaxed.length} with relaxed SIMD, both deflated to ${deflated.length}`)
