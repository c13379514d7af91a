// The struct Workspace of the kernels, from the tables of src/kernels/workspace.ts.
import typescript from 'typescript'

/**
 * @param source text of src/kernels/workspace.ts.
 * @returns {Promise<{ name: string, type: 'usize' | 'i32' | 'f64', offset: number }[]>} the fields in the order of the tables.
 */
export async function layOutFields(source) {
  const { module, target } = { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 }
  const { outputText } = typescript.transpileModule(source, { compilerOptions: { module, target } })
  const { fieldOffsets, numberFields } = await import(`data:text/javascript,${encodeURIComponent(outputText)}`)
  return Object.entries(fieldOffsets).map(([name, offset]) => ({ name, type: numberFields[name] ?? 'usize', offset }))
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
