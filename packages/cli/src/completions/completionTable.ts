import { describeOptions, modelFamilies, type Language, type ModelFamily, type OptionDescription } from '@mixtura/models'
import { familyFlags, optionEntries } from '../arguments/familyArguments.js'
import { everywhere, sharedFlag, type Flag, type FlagName } from '../arguments/flags.js'
import type { Invocation } from '../commands/command.js'
import { languages, type CliTexts } from '../texts/vocabulary.js'
import { shells } from './shells.js'

/** An option as a shell completes it. */
export interface CompletedFlag extends Flag {
  readonly explanation: string
  /** The values, if they are words of a list. Other values are names of files, or are typed by the person. */
  readonly values?: readonly string[]
}

export interface CompletedCommand {
  readonly name: string
  readonly summary: string
  readonly flags: readonly CompletedFlag[]
  /** Words instead of names of files, for commands whose operands are words. */
  readonly words?: readonly string[]
  readonly takesFiles: boolean
  /** Kind of the family whose options the command takes if `--family` names none; undefined if it takes those of none. */
  readonly standardFamily?: string
}

/** All that a shell can complete. */
export interface CompletionTable {
  readonly commands: readonly CompletedCommand[]
  /** Options by the kind of the family. */
  readonly families: Readonly<Record<string, readonly CompletedFlag[]>>
}

/** What can be typed, from the commands and the catalogue. */
export async function completionTable(commands: Invocation['commands'], language: Language, texts: CliTexts): Promise<CompletionTable> {
  const kinds = modelFamilies.map(({ kind }) => kind)
  const values: Partial<Record<FlagName, readonly string[]>> = { family: kinds, lang: languages, backend: (await import('@mixtura/tensor')).backendNames }
  const words: Readonly<Record<string, readonly string[] | undefined>> = { families: kinds, completions: Object.keys(shells) }
  const names = Object.keys(commands) as readonly (keyof typeof commands)[]
  const completed = await Promise.all(names.map(async (name): Promise<CompletedCommand> => {
    const { flags, operands, load } = commands[name]
    const standard = (await load()).chooseFamily?.(undefined, texts)
    return {
      name,
      summary: texts.commands[name].summary,
      flags: [...flags, ...everywhere].map(flag => ({ ...sharedFlag(flag), explanation: texts.flags[flag], ...(values[flag] && { values: values[flag] }) })),
      ...(words[name] && { words: words[name] }),
      takesFiles: operands.maximum > 0 && !words[name],
      ...(standard && { standardFamily: standard.kind }),
    }
  }))
  return { commands: completed, families: Object.fromEntries(modelFamilies.map(family => [family.kind, flagsOf(family, language, texts)])) }
}

function flagsOf(family: ModelFamily, language: Language, texts: CliTexts): readonly CompletedFlag[] {
  const options = describeOptions(family.options)
  const explanations = optionEntries(family, language, texts)
  return options.flatMap((option, at) => {
    const own = familyFlags(family).filter(({ name }) => name === flagName(explanations[at].typed) || name === `no-${flagName(explanations[at].typed)}`)
    return own.map(flag => ({ ...flag, explanation: explanations[at].explanation, ...(flag.value && wordsOf(option) && { values: wordsOf(option)! }) }))
  })
}

/** `--max-iterations N` as the name of its flag, without the `no-` of a switch that is on by default. */
const flagName = (typed: string): string => typed.replace(/^--(no-)?/, '').split(' ')[0]

function wordsOf(option: OptionDescription): readonly string[] | undefined {
  if (option.kind === 'choice' || option.kind === 'choices') return option.values
  return 'automatic' in option && option.automatic ? ['automatic'] : undefined
}
