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

await writeBinary('index.ts', 'wasmBinary.ts', 'WasmKernel', `/** Differs between versions of this package whose structs differ. */
export const layoutVersion = ${layoutVersion(fields)}

`)
await writeBinary('analysers.ts', 'analyserBinary.ts', 'AnalyserKernel')

/** Compiles the same sources once for every host with SIMD, and once for those that multiply and add in one instruction. */
async function writeBinary(entry, module, type, constants = '') {
  const plain = await compileAssembly(here('.'), entry, '--importMemory')
  const relaxed = await compileAssembly(here('.'), entry, '--importMemory', '--enable', 'relaxed-simd')
  const kernels = WebAssembly.Module.exports(await WebAssembly.compile(plain))
    .filter(({ name, kind }) => kind === 'function' && name !== 'heapBase')
    .map(({ name }) => `'${name}'`)
  // One after the other: the second is almost the first, so it takes hardly any room, if it begins within the window of deflate.
  const deflateWindow = 32_768
  if (plain.length > deflateWindow) throw new RangeError(`the kernels take ${plain.length} bytes, more than ${deflateWindow}: deflate would write them twice`)
  const deflated = deflateRawSync(Buffer.concat([plain, relaxed]), { level: 9 })
  await writeFile(
    here(`../src/kernels/${module}`),
    `// Compiled from assembly/${entry} by assembly/build.mjs; do not edit.\n` +
      `import type { WasmBinary } from './compileBinary.js'\n\n` +
      `export type ${type} = ${kernels.join(' | ')}\n\n${constants}` +
      `export const binary: WasmBinary = {\n` +
      `  simdBytes: ${plain.length},\n` +
      `  bothBytes: ${plain.length + relaxed.length},\n` +
      `  deflatedBase64: '${deflated.toString('base64')}',\n}\n`,
  )
  console.log(`${module}: ${plain.length} bytes of WASM, ${relaxed.length} with relaxed SIMD, both deflated to ${deflated.length}`)
}
