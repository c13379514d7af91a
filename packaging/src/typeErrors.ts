import { dirname } from 'node:path'
import ts from 'typescript'

/** Files of declarations that were parsed before; every program of a test run reads mostly the same ones. */
const parsed = new Map<string, ts.SourceFile>()

const resolutions = {
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
} as const

export type Resolution = keyof typeof resolutions

/**
 * What a strict project would report of `file` and of the declarations of Mixtura that it reads. Those of other packages are not
 * checked.
 */
export function typeErrors(file: string, resolution: Resolution): readonly string[] {
  const options: ts.CompilerOptions = { ...resolutions[resolution], strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, types: ['node'] }
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getCurrentDirectory = () => dirname(file)
  host.getSourceFile = (name, languageVersion, ...rest) => {
    if (!name.endsWith('.d.ts')) return getSourceFile.call(host, name, languageVersion, ...rest)
    const key = `${resolution} ${name}`
    const known = parsed.get(key) ?? getSourceFile.call(host, name, languageVersion, ...rest)
    if (known) parsed.set(key, known)
    return known
  }
  const program = ts.createProgram([file], options, host)
  const checked = program.getSourceFiles().filter(({ fileName }) => fileName === file || /\/@mixtura\/[^/]+\/dist\//.test(fileName))
  const found = [...program.getOptionsDiagnostics(), ...checked.flatMap(source => [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)])]
  return found.map(diagnostic => ts.formatDiagnostic(diagnostic, host).trim())
}
