import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { isTableAddress } from '../clickhouse/isTableAddress.js'
import { dataError, usageError } from '../commandError.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import type { Host } from '../host.js'
import type { Invocation } from './command.js'

/** The web host inside the folder of Studio. */
const webHost = 'dist/web/main.js'

/** Runs Studio's web host, which opens the browser, until it ends. */
export async function run({ command, args, host, texts, interrupts }: Invocation): Promise<ExitCode> {
  if (args.operands.some(isTableAddress)) throw usageError(texts.clickhouse.wrongCommand(command))
  const program = findStudio(host.env)
  if (program === undefined) throw dataError(texts.data.noStudio)
  const passedOn = (['port', 'memory-limit'] as const).flatMap(name => (valueOf(args, name) === undefined ? [] : [`--${name}`, valueOf(args, name)!]))
  const child = spawn(process.execPath, [program, ...args.operands, ...passedOn, ...(isGiven(args, 'no-open') ? ['--no-open'] : [])], { stdio: 'inherit' })
  // Ctrl-C reaches Studio as well, which closes in its own time. A signal to this process alone is passed on.
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
  host.on('SIGINT', pass)
  host.on('SIGTERM', pass)
  try {
    return await interrupts.whileStoppable(() => ended(child))
  } finally {
    host.off('SIGINT', pass)
    host.off('SIGTERM', pass)
  }
}

const ended = (child: ReturnType<typeof spawn>): Promise<ExitCode> =>
  new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve(Object.values(exitCodes).find(known => known === code) ?? exitCodes.unexpected))
  })

/** The web host: that in the folder of MIXTURA_STUDIO, of the installed package, or of the repository that this command is part of. */
function findStudio(env: Host['env']): string | undefined {
  const named = env['MIXTURA_STUDIO']
  if (named) return [`${named}/${webHost}`].find(existsSync)
  const folders = [installedFolder(), new URL('../../../apps/desktop/', import.meta.url)]
  return folders.flatMap(folder => (folder ? [fileURLToPath(new URL(webHost, folder))] : [])).find(existsSync)
}

function installedFolder(): URL | undefined {
  try {
    return new URL('.', import.meta.resolve('@mixtura/studio/package.json'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    return undefined
  }
}
