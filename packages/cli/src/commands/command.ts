import type { Language, ModelFamily } from '@mixtura/models'
import type { FlagName } from '../arguments/flags.js'
import type { Arguments } from '../arguments/readArguments.js'
import type { ExitCode } from '../exitCodes.js'
import type { Host } from '../host.js'
import type { Interrupts } from '../terminal/interrupts.js'
import type { StandardOutput } from '../terminal/standardOutput.js'
import type { CliTexts } from '../texts/vocabulary.js'
import type { CommandName } from './commands.js'

/** One call of a command. */
export interface Invocation {
  readonly command: CommandName
  /** All commands, by name. */
  readonly commands: Readonly<Record<CommandName, Command>>
  readonly args: Arguments
  /** The arguments as they were typed, with the command. */
  readonly typed: readonly string[]
  readonly host: Host
  readonly output: StandardOutput
  readonly language: Language
  readonly texts: CliTexts
  readonly interrupts: Interrupts
}

/** What a file of a command exports. */
export interface CommandModule {
  /** The family whose options the command takes, if it takes those of one. @throws {CommandError} */
  readonly chooseFamily?: (kind: string | undefined, texts: CliTexts) => ModelFamily
  /** @param family what `chooseFamily` returned. */
  readonly run: (invocation: Invocation, family?: ModelFamily) => Promise<ExitCode>
}

/** What is known of a command before its code is loaded. */
export interface Command {
  readonly flags: readonly FlagName[]
  /** Names of files and the like, as the usage shows them. */
  readonly operands: { readonly shown: string; readonly minimum: number; readonly maximum: number }
  readonly load: () => Promise<CommandModule>
}
