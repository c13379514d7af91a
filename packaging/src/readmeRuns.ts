import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { readmeOf } from './packages.js'
import { readmeCode } from './readmeCode.js'
import { readmeContexts, type BlockContext } from './readmeContexts.js'
import { runProcess, type Ended } from './runPnpm.js'

/** TensorFlow's native addon belongs to one version of Node, so it is left out here. */
export const environment = { ...process.env, MIXTURA_SKIP_TENSORFLOW: '1' }

/** A block of code of a README, with what stands for the reader's own data. */
export interface ReadmeBlock {
  readonly name: string
  readonly number: number
  readonly code: string
  readonly context: BlockContext
}

export function readmeBlocks(name: string): readonly ReadmeBlock[] {
  const contexts = readmeContexts[name] ?? []
  return readmeCode(readmeOf(name)).blocks.map((code, i) => ({ name, number: i + 1, code, context: contexts[i] ?? {} }))
}

/** Runs a block in a project by the Node of this path. */
export function runBlock({ name, number, code, context: { given = '' } }: ReadmeBlock, { node = process.execPath, project }: { readonly node?: string; readonly project: string }): Promise<Ended> {
  const file = join(project, `${name}-block${number}.js`)
  const { outputText } = ts.transpileModule(`${given}${code}`, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } })
  writeFileSync(file, outputText)
  return runProcess(node, [file], { cwd: project, env: environment })
}

/** Imports a module, and fails if that changed the handlers of the process. */
export function importAlone(door: string, { node = process.execPath, project }: { readonly node?: string; readonly project: string }): Promise<Ended> {
  const script = `
    const events = ['uncaughtException', 'unhandledRejection', 'exit', 'SIGINT', 'SIGTERM', 'warning']
    const listeners = () => events.map(event => process.listenerCount(event)).join()
    const before = listeners()
    await import('${door}')
    if (listeners() !== before) throw new Error('handlers of the process changed')`
  return runProcess(node, ['--input-type=module', '-e', script], { cwd: project, env: environment })
}
