// Compiles the kernels of this folder and writes them as a TypeScript module:
// a package that carries its WASM as text needs no loader, no fetch and no bundler plugin.
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const here = path => fileURLToPath(new URL(path, import.meta.url))

let wasm
const { error, stderr } = await asc.main(
  [
    'index.ts',
    '--outFile', 'kernels.wasm',
    '--enable', 'simd',
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
        return await (await import('node:fs/promises')).readFile(here(`${base}/${name}`), 'utf8')
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

const base64 = Buffer.from(wasm).toString('base64')
await writeFile(
  here('../src/kernels/wasmBinary.ts'),
  `// Compiled from assembly/ by assembly/build.mjs; do not edit.\nexport const wasmBase64 =\n  '${base64}'\n`,
)
console.log(`kernels: ${wasm.length} bytes of WASM`)
