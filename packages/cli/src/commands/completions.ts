import { nearestName } from '@mixtura/numerics/validation'
import { usageError } from '../commandError.js'
import { completionTable } from '../completions/completionTable.js'
import { shells } from '../completions/shells.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import type { Invocation } from './command.js'

/** Prints the completions of a shell. */
export async function run({ commands, args, host, language, texts }: Invocation): Promise<ExitCode> {
  const [name] = args.operands
  const scripts: Readonly<Record<string, (typeof shells)[keyof typeof shells] | undefined>> = shells
  const script = scripts[name]
  const names = Object.keys(shells)
  if (!script) throw usageError(texts.usage.unknownShell(name, nearestName(name, names), names))
  host.stdout.write(script(await completionTable(commands, language, texts)))
  return exitCodes.done
}
