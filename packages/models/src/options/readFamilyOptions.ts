import { InvalidOptionError } from '@mixtura/numerics'
import { describeValue, isRecord, nearestName } from '@mixtura/numerics/validation'
import type { z } from 'zod'
import { describeOptions } from './describeOptions.js'
import type { OptionDescription } from './optionDescription.js'

/**
 * The options, complete.
 *
 * @throws {InvalidOptionError} for an unknown option or a value that the schema refuses.
 */
export function readFamilyOptions<Options extends object>(schema: z.ZodType<Options>, given: unknown = {}): Options {
  const read = schema.safeParse(given)
  if (read.success) return read.data
  const descriptions = describeOptions(schema)
  const names = descriptions.map(({ name }) => name)
  if (!isRecord(given)) throw new InvalidOptionError('options', 'an object', given, `Pass an object with ${names.join(', ')}.`)
  const unknown = Object.keys(given).find(name => !names.includes(name))
  if (unknown !== undefined) {
    const near = nearestName(unknown, names)
    throw new InvalidOptionError(unknown, 'an option of the family', 'unknown', near ? `Did you mean ${near}?` : `Leave it out: there are ${names.join(', ')}.`)
  }
  const wrong = descriptions.find(({ name }) => read.error.issues.some(({ path }) => path[0] === name))!
  throw new InvalidOptionError(wrong.name, expectedOf(wrong), given[wrong.name], `Pass for example ${shownDefault(wrong)}, the default.`)
}

/** The values that an option may have, in words. */
export function expectedOf(option: OptionDescription): string {
  switch (option.kind) {
    case 'count':
      return `a whole number from ${option.minimum} to ${option.maximum}${option.automatic ? " or 'automatic'" : ''}`
    case 'number':
      return `a number ${option.above ? 'above' : 'from'} ${option.minimum} ${option.above ? 'and at most' : 'to'} ${option.maximum}${option.automatic ? " or 'automatic'" : ''}`
    case 'choice':
      return `one of ${quoted(option.values)}`
    case 'choices':
      return `a list of some of ${quoted(option.values)}, each once`
    case 'range':
      return `{ minimum, maximum }, whole numbers from ${option.minimum} to ${option.maximum} in ascending order`
    case 'counts':
      return `a list of at most ${option.maximumLength} whole numbers from ${option.minimum} to ${option.maximum}`
    case 'flag':
      return 'true or false'
  }
}

const quoted = (values: readonly string[]): string => values.map(value => `'${value}'`).join(', ')

function shownDefault({ default: standard }: OptionDescription): string {
  return typeof standard === 'string' ? `'${standard}'` : typeof standard === 'object' ? JSON.stringify(standard) : describeValue(standard)
}
