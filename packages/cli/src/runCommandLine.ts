import { readFileSync } from 'node:fs'
import { nearestName } from '@mixtura/numerics/validation'
import { everywhere, flagNames, sharedFlag } from './arguments/flags.js'
import { findValue, isGiven, readArguments, type Arguments } from './arguments/readArguments.js'
import { usageError } from './commandError.js'
import type { Command } from './commands/command.js'
import { commandNames, commands, type CommandName } from './commands/commands.js'
import { exitCodes, type ExitCode } from './exitCodes.js'
import { commandHelp, generalHelp } from './help.js'
import type { Host } from './host.js'
import { catchInterrupts } from './terminal/interrupts.js'
import { watchOutput, type StandardOutput } from './terminal/standardOutput.js'
import { cliTexts, languageOf } from './texts/cliTexts.js'
import { languages, type CliLanguage, type CliTexts } from './texts/vocabulary.js'

export type { Host } from './host.js'

/**
 * Runs one command.
 *
 * @param typed the arguments after `mixtura`.
 * @returns the code to exit with; faults are printed, not thrown.
 */
export async function runCommandLine(typed: readonly string[], host: Host): Promise<ExitCode> {
  const output = watchOutput(host)
  const named = findValue(typed, 'lang', flagNames.map(sharedFlag))
  const language = languages.find(known => known === named) ?? languageOf(host.env)
  const texts = cliTexts(language)
  try {
    if (named !== undefined && language !== named) throw usageError(texts.usage.unknownLanguage(named))
    return await dispatch(typed, { host, output, language, texts })
  } catch (error) {
    return (await import('./reportError.js')).reportError(error, { host, texts })
  }
}

interface Setting {
  readonly host: Host
  readonly output: StandardOutput
  readonly language: CliLanguage
  readonly texts: CliTexts
}

async function dispatch(typed: readonly string[], setting: Setting): Promise<ExitCode> {
  const { host, texts } = setting
  const [first, ...rest] = typed
  if (first === undefined || first.startsWith('-')) return runWithoutCommand(typed, setting)
  if (first !== 'help') return runCommand(commandNamed(first, texts), rest, setting)
  if (rest.length > 0) return runCommand(commandNamed(rest[0], texts), ['--help'], setting)
  host.stdout.write(generalHelp(texts))
  return exitCodes.done
}

/** `mixtura --version` and `mixtura --help`; anything else lacks a command. */
function runWithoutCommand(typed: readonly string[], { host, texts }: Setting): ExitCode {
  const args = readArguments(typed, (['version', ...everywhere] as const).map(sharedFlag), texts)
  if (isGiven(args, 'version')) host.stdout.write(`${version()}\n`)
  else if (isGiven(args, 'help')) host.stdout.write(generalHelp(texts))
  else {
    host.stderr.write(generalHelp(texts))
    return exitCodes.usage
  }
  return exitCodes.done
}

async function runCommand(name: CommandName, given: readonly string[], { host, output, language, texts }: Setting): Promise<ExitCode> {
  const command: Command = commands[name]
  const ownFlags = [...command.flags, ...everywhere].map(sharedFlag)
  const module = await command.load()
  const family = module.chooseFamily?.(findValue(given, 'family', ownFlags), texts)
  const familyArguments = family && (await import('./arguments/familyArguments.js'))
  const args = readArguments(given, [...ownFlags, ...(family ? familyArguments!.familyFlags(family) : [])], texts)
  if (isGiven(args, 'help')) {
    const options = family && { kind: family.kind, entries: familyArguments!.optionEntries(family, language, texts) }
    host.stdout.write(commandHelp(name, { flags: ownFlags, texts, ...(options && { options }) }))
    return exitCodes.done
  }
  requireOperands(name, args, texts)
  const interrupts = catchInterrupts(host)
  try {
    return await module.run({ command: name, commands, args, typed: [name, ...given], host, output, language, texts, interrupts }, family)
  } finally {
    interrupts.release()
  }
}

function commandNamed(given: string, { usage }: CliTexts): CommandName {
  const known = commandNames.find(name => name === given)
  if (known) return known
  throw usageError(usage.unknownCommand(given, nearestName(given, commandNames), commandNames))
}

function requireOperands(name: CommandName, { operands }: Arguments, { usage }: CliTexts): void {
  const { minimum, maximum, shown } = (commands[name] as Command).operands
  if (operands.length < minimum || operands.length > maximum) throw usageError(usage.operands(name, shown, operands.length))
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { readonly version: string }
  return version
}
