// Compiles a folder of AssemblyScript with the flags of all kernels.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'

/**
 * @param {string} folder
 * @param {string} entry a file of the folder.
 * @param {string[]} flags further ones.
 * @returns {Promise<Buffer>} the module.
 */
export async function compileAssembly(folder, entry, ...flags) {
  let wasm
  const { error, stderr } = await asc.main(
    [
      entry,
      '--outFile', 'kernels.wasm',
      '--enable', 'simd',
      ...flags,
      '--runtime', 'stub',
      '--initialMemory', '1',
      '-O3',
      // Functions of hot loops ask for inlining themselves. More of it only makes the module larger.
      '--shrinkLevel', '1',
      '--noAssert',
      '--converge',
    ],
    {
      reportDiagnostic: undefined,
      readFile: async (name, base) => {
        try {
          return await readFile(join(folder, base, name), 'utf8')
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
