// Compiles the functions of this folder, with core's kernels in them, and writes the module as text.
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { compileAssembly } from '../../core/assembly/compileAssembly.mjs'

const here = path => fileURLToPath(new URL(path, import.meta.url))

// Without relaxed SIMD, so that all servers of a cluster compute the same bits. wasmtime gains nothing from it here.
const wasm = await compileAssembly(here('.'), 'index.ts')
const deflated = deflateRawSync(wasm, { level: 9 })
await writeFile(
  here('../src/kernel/wasmModule.ts'),
  `// Compiled from assembly/ by assembly/build.mjs; do not edit.\n` +
    `/** SHA-256 of the module. */\n` +
    `export const moduleHash = '${createHash('sha256').update(wasm).digest('hex')}'\n\n` +
    `/** The module, deflated. */\n` +
    `export const deflatedBase64: string =\n  '${deflated.toString('base64')}'\n`,
)
console.log(`functions for ClickHouse: ${wasm.length} bytes of WASM, deflated to ${deflated.length}`)
