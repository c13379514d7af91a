import type { OptionEntry } from './arguments/familyArguments.js'
import type { Flag, FlagName } from './arguments/flags.js'
import type { Command } from './commands/command.js'
import { commandNames, commands, type CommandName } from './commands/commands.js'
import { alignedTable } from './terminal/alignedTable.js'
import type { CliTexts } from './texts/vocabulary.js'

/** What `mixtura --help` prints. */
export function generalHelp(texts: CliTexts): string {
  const { help } = texts
  return [
    help.summary,
    section(help.usage, [['mixtura COMMAND [...]']]),
    section(help.commands, commandNames.map(name => [name, texts.commands[name].summary])),
    section(help.exitCodes, [[help.exitCodeList]]),
    help.more,
  ].join('\n\n').concat('\n')
}

/** What `mixtura COMMAND --help` prints. */
export function commandHelp(
  name: CommandName,
  { flags, texts, options }: { readonly flags: readonly Flag[]; readonly texts: CliTexts; readonly options?: { readonly kind: string; readonly entries: readonly OptionEntry[] } },
): string {
  const { help } = texts
  const { summary, examples } = texts.commands[name]
  const { operands }: Command = commands[name]
  return [
    summary,
    section(help.usage, [[`mixtura ${name} ${operands.shown && `${operands.shown} `}[...]`]]),
    section(help.options, flags.map(flag => [typedFlag(flag), texts.flags[flag.name as FlagName]])),
    ...(options ? [section(help.optionsOf(options.kind), options.entries.map(({ typed, explanation }) => [typed, explanation]))] : []),
    section(help.examples, examples.map(([line, meaning]) => [`mixtura ${line}`, meaning])),
  ].join('\n\n').concat('\n')
}

const section = (title: string, rows: readonly (readonly string[])[]): string =>
  `${title}\n${alignedTable(rows.map(([first, ...rest]) => [`  ${first}`, ...rest])).trimEnd()}`

const typedFlag = ({ name, short, value }: Flag): string => `${short ? `-${short}, ` : '    '}--${name}${value ? ` ${value}` : ''}`
