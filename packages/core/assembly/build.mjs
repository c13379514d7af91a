// Compiles the kernels of this folder and writes them as a TypeScript module:
// a package that carries its WASM as text needs no loader, no fetch and no bundler plugin.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import asc from 'assemblyscript/asc'
import { declareWorkspace, layOutFields } from './workspaceFields.mjs'

const here = path => fileURLToPath(new URL(path, import.meta.url))

const fields = await layOutFields(await readFile(here('../src/kernels/workspace.ts'), 'utf8'))
await writeFile(here('workspace.ts'), declareWorkspace(fields))

/** The same sources once for every host with SIMD, and once for those that multiply and add in one instruction. */
const plain = await compile()
const relaxed = await compile('--enable', 'relaxed-simd')
const kernels = WebAssembly.Module.exports(await WebAssembly.compile(plain))
  .filter(({ name, kind }) => kind === 'function' && name !== 'heapBase')
  .map(({ name }) => `'${name}'`)

/** One after the other: the second is almost the first, so it takes hardly any room. */
const deflated = deflateRawSync(Buffer.concat([plain, relaxed]), { level: 9 })

await writeFile(
  here('../src/kernels/wasmBinary.ts'),
  `// Compiled from assembly/ by assembly/build.mjs; do not edit.\n` +
    `export type WasmKernel = ${kernels.join(' | ')}\n\n` +
    `/** Bytes from the beginning of the struct Workspace to each field. */\n` +
    `export const fieldOffsets = {\n${fields.map(({ name, offset }) => `  ${name}: ${offset},\n`).join('')}} as const\n\n` +
    `/** Bytes of the module for every host with SIMD. That with relaxed SIMD follows it. */\n` +
    `export const simdBytes = ${plain.length}\n\n` +
    `/** Bytes of both. */\n` +
    `export const binaryBytes = ${plain.length + relaxed.length}\n\n` +
    `/** Both modules, deflated. */\n` +
    `export const deflatedBase64: string =\n  '${deflated.toString('base64')}'\n`,
)
console.log(`kernels: ${plain.length} bytes of WASM, ${relaxed.length} with relaxed SIMD, both deflated to ${deflated.length}`)

async function compile(...flags) {
  let wasm
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      '--outFile', 'kernels.wasm',
      '--enable', 'simd',
      ...flags,
      '--runtime', 'stub',
      '--importMemory',
      '--initialMemory', '1',
      '-O3',
      '--noAssert',
      '--converge',
    ],
    {
      reportDiagnostic: undefined,
      readFile: async (name, base) => {
        try {
          return await readFile(here(`${base}/${name}`), 'utf8')
        } catch {
          return null
        }
      },
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) wasm = contents
      },
    },
  )
  if (error) {
    console.error(stderr.toString())
    throw error
  }
  return Buffer.from(wasm)
}
