// The struct Workspace of the kernels, from the tables of src/kernels/workspace.ts.
import typescript from 'typescript'

const bytesOf = { usize: 4, i32: 4, f64: 8 }

/**
 * @param source text of src/kernels/workspace.ts.
 * @returns {Promise<{ name: string, type: keyof typeof bytesOf, offset: number }[]>} the fields in the order of the tables,
 *   laid out as AssemblyScript lays out a class: each at the next multiple of its size.
 */
export async function layOutFields(source) {
  const { module, target } = { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 }
  const { outputText } = typescript.transpileModule(source, { compilerOptions: { module, target } })
  const { arrayFields, numberFields } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`)
  const types = { ...Object.fromEntries(Object.keys(arrayFields).map(name => [name, 'usize'])), ...numberFields }
  let end = 0
  return Object.entries(types).map(([name, type]) => {
    const offset = Math.ceil(end / bytesOf[type]) * bytesOf[type]
    end = offset + bytesOf[type]
    return { name, type, offset }
  })
}

/** A number of 32 bits that differs between structs: the FNV-1a hash of their fields. */
export function layoutVersion(fields) {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(JSON.stringify(fields))) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash
}

/** AssemblyScript's declaration of the struct. */
export function declareWorkspace(fields) {
  return (
    '// Made from src/kernels/workspace.ts, which documents the fields, by assembly/build.mjs; do not edit.\n' +
    '/** Differs between versions of the struct. */\n' +
    `export const layoutVersion: i32 = ${layoutVersion(fields)}\n` +
    '// @ts-ignore: decorator\n' +
    '@unmanaged\n' +
    'export class Workspace {\n' +
    fields.map(({ name, type }) => `  ${name}: ${type}\n`).join('') +
    '}\n'
  )
}
