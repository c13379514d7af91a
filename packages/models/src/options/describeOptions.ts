import { ShapeError } from '@mixtura/numerics'
import { z } from 'zod'
import type { OptionDescription } from './optionDescription.js'
import { optionRegistry } from './optionFields.js'

/**
 * The options of a schema as plain data, in its order. It can be cloned between threads and processes.
 *
 * @throws {ShapeError} if the schema is no object, or a field was not made by a function of `optionFields`.
 */
export function describeOptions(schema: z.ZodType): readonly OptionDescription[] {
  if (!(schema instanceof z.ZodObject)) throw new ShapeError('options', 'a strictObject of zod', schema.constructor.name, 'Describe each option as a field.')
  return Object.entries(schema.shape).map(([name, field]) => {
    const facts = optionRegistry.get(field as z.ZodType)
    if (facts) return { name, ...facts }
    throw new ShapeError(`option ${name}`, 'made by countOption, numberOption, choiceOption or another of these', 'another schema', 'Make it by one of these functions.')
  })
}
