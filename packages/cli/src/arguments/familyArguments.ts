import {
  describeOptions,
  familyTexts,
  modelFamilies,
  optionFromText,
  optionToText,
  readFamilyOptions,
  type Language,
  type ModelFamily,
  type OptionDescription,
  type TableFacts,
  type Texts,
} from '@mixtura/models'
import { InvalidOptionError } from '@mixtura/numerics'
import { usageError } from '../commandError.js'
import type { CliTexts } from '../texts/vocabulary.js'
import type { Flag } from './flags.js'
import type { Arguments } from './readArguments.js'

/** `maxIterations` as a flag: `max-iterations`. */
export const flagNameOf = (option: string): string => option.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`)

const valueWords: Readonly<Record<OptionDescription['kind'], string>> = {
  count: 'N',
  number: 'NUMBER',
  choice: 'NAME',
  choices: 'NAMES',
  range: 'N..N',
  counts: 'NUMBERS',
  flag: '',
}

/** The options of a family as flags. One that is true or false is a switch, with `no-` before it for false. */
export function familyFlags(family: ModelFamily): readonly Flag[] {
  return describeOptions(family.options).flatMap(({ name, kind }): readonly Flag[] => {
    const flag = flagNameOf(name)
    return kind === 'flag' ? [{ name: flag }, { name: `no-${flag}` }] : [{ name: flag, value: valueWords[kind] }]
  })
}

/**
 * The options of a family that were given.
 *
 * @throws {CommandError} for a value that the schema of the family refuses.
 */
export function familyOptions(family: ModelFamily, { values }: Arguments, texts: CliTexts): Readonly<Record<string, unknown>> {
  const options: Record<string, unknown> = {}
  for (const option of describeOptions(family.options)) {
    const flag = flagNameOf(option.name)
    const text = values.get(flag)
    if (option.kind === 'flag') {
      if (values.has(`no-${flag}`)) options[option.name] = false
      if (text !== undefined) options[option.name] = true
    } else if (text !== undefined) options[option.name] = checked(family, option, text, texts)
  }
  return options
}

function checked(family: ModelFamily, option: OptionDescription, text: string, texts: CliTexts): unknown {
  const value = optionFromText(option, text)
  try {
    readFamilyOptions(family.options, { [option.name]: value })
    return value
  } catch (error) {
    if (!(error instanceof InvalidOptionError)) throw error
    const wrong = texts.usage.wrongValue(`--${flagNameOf(option.name)}`, expectedValue(option, texts), text, optionToText(option.default))
    throw usageError(/\.\.|,/.test(text) && canTrySeveral(option) ? texts.usage.severalValues(wrong) : wrong)
  }
}

/** Whether a family tries several values of the option and chooses among them. */
const canTrySeveral = ({ name }: OptionDescription): boolean =>
  modelFamilies.some(({ options }) => describeOptions(options).some(several => (several.kind === 'range' || several.kind === 'choices') && [name, `${name}s`].includes(several.name)))

/** An option, as it is typed, with which the family accepts a table that it refuses with these options. */
export function optionThatAccepts(family: ModelFamily, facts: TableFacts, options: Readonly<Record<string, unknown>>): string | undefined {
  const choices = describeOptions(family.options).flatMap(option => (option.kind === 'choice' ? option.values.map(value => ({ name: option.name, value })) : []))
  const found = choices.find(({ name, value }) => family.accepts(facts, { ...options, [name]: value }).accepted)
  return found && `--${flagNameOf(found.name)} ${found.value}`
}

/** The values that an option may have, as they are typed. */
export function expectedValue(option: OptionDescription, { values }: CliTexts): string {
  switch (option.kind) {
    case 'count':
      return values.count(option.minimum, option.maximum, option.automatic)
    case 'number':
      return values.number(option.minimum, option.maximum, { above: option.above, automatic: option.automatic })
    case 'choice':
      return values.choice(option.values)
    case 'choices':
      return values.choices(option.values)
    case 'range':
      return values.range(option.minimum, option.maximum)
    case 'counts':
      return values.counts(option.minimum, option.maximum, option.maximumLength)
    case 'flag':
      return values.flag
  }
}

/** An option of a family in words, for lists of options. */
export interface OptionEntry {
  /** As it is typed. */
  readonly typed: string
  readonly explanation: string
}

/** All options of a family in words. */
export function optionEntries(family: ModelFamily, language: Language, texts: CliTexts): readonly OptionEntry[] {
  const words = familyTexts(family, language)
  return describeOptions(family.options).map(option => ({
    typed: `--${option.kind === 'flag' && option.default ? 'no-' : ''}${flagNameOf(option.name)}${option.kind === 'flag' ? '' : ` ${valueWords[option.kind]}`}`,
    explanation: explanationOf(option, words, texts),
  }))
}

function explanationOf(option: OptionDescription, words: Texts, texts: CliTexts): string {
  const { name, explanation } = words.options[option.text]
  const facts = texts.families.optionFacts({
    expected: expectedValue(option, texts),
    unit: words.units[option.unit],
    standard: optionToText(option.default),
    when: option.when && `--${flagNameOf(option.when.option)} ${option.when.is.join(', ')}`,
  })
  return texts.families.optionText(name, explanation, facts)
}
