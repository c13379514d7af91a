import { z } from 'zod'
import type { OptionCondition, OptionFacts } from './optionDescription.js'

/** Descriptions of the schemas that the functions below make. Each function makes both from the same arguments, so they agree. */
export const optionRegistry = z.registry<OptionFacts>()

/** Properties of an option that do not depend on its kind. */
export interface Presentation {
  /** A key of `options` of the texts. */
  readonly text: string
  readonly unit?: string
  readonly when?: OptionCondition
  readonly advanced?: boolean
}

function presented({ text, unit = '', when, advanced = false }: Presentation): Pick<OptionFacts, 'text' | 'unit' | 'advanced' | 'when'> {
  return { text, unit, advanced, ...(when && { when }) }
}

const automaticWord = z.literal('automatic')

/** A range that includes both ends. */
export interface Bounds {
  readonly minimum: number
  readonly maximum: number
}

/** A whole number within bounds, both included. */
export function countOption(facts: Presentation & Bounds & { readonly default: number }): z.ZodDefault<z.ZodInt> {
  const { minimum, maximum, default: standard } = facts
  const field = z.int().min(minimum).max(maximum).default(standard)
  optionRegistry.add(field, { ...presented(facts), kind: 'count', minimum, maximum, automatic: false, default: standard })
  return field
}

/** A whole number, or 'automatic' (the default): the fit chooses. */
export function automaticCountOption(facts: Presentation & Bounds): z.ZodDefault<z.ZodUnion<readonly [z.ZodInt, typeof automaticWord]>> {
  const { minimum, maximum } = facts
  const field = z.union([z.int().min(minimum).max(maximum), automaticWord]).default('automatic')
  optionRegistry.add(field, { ...presented(facts), kind: 'count', minimum, maximum, automatic: true, default: 'automatic' })
  return field
}

/** A number within bounds. The lower bound is excluded if `above` is true. */
export function numberOption(facts: Presentation & Bounds & { readonly above?: boolean; readonly default: number }): z.ZodDefault<z.ZodNumber> {
  const { minimum, maximum, above = false, default: standard } = facts
  const field = boundedNumber(facts).default(standard)
  optionRegistry.add(field, { ...presented(facts), kind: 'number', minimum, maximum, above, automatic: false, default: standard })
  return field
}

/** A number, or 'automatic' (the default): the fit chooses. */
export function automaticNumberOption(
  facts: Presentation & Bounds & { readonly above?: boolean },
): z.ZodDefault<z.ZodUnion<readonly [z.ZodNumber, typeof automaticWord]>> {
  const { minimum, maximum, above = false } = facts
  const field = z.union([boundedNumber(facts), automaticWord]).default('automatic')
  optionRegistry.add(field, { ...presented(facts), kind: 'number', minimum, maximum, above, automatic: true, default: 'automatic' })
  return field
}

function boundedNumber({ minimum, maximum, above = false }: Bounds & { readonly above?: boolean }): z.ZodNumber {
  return (above ? z.number().gt(minimum) : z.number().min(minimum)).max(maximum)
}

/** One of several words. */
export function choiceOption<const Value extends string>(
  facts: Presentation & {
    readonly values: readonly Value[]
    readonly default: NoInfer<Value>
    /** By the codes of errors of a fit: the value with which they do not arise. */
    readonly remedies?: Readonly<Record<string, NoInfer<Value>>>
  },
): z.ZodDefault<z.ZodType<Value>> {
  const { values, default: standard, remedies } = facts
  const field = (z.enum(values as readonly string[]) as unknown as z.ZodType<Value>).default(standard as never)
  optionRegistry.add(field, { ...presented(facts), kind: 'choice', values, default: standard, ...(remedies && { remedies }) })
  return field
}

/** Several of the words, each once, at least one. */
export function choicesOption<const Value extends string>(
  facts: Presentation & { readonly values: readonly Value[]; readonly default: readonly NoInfer<Value>[] },
): z.ZodDefault<z.ZodType<readonly Value[]>> {
  const { values, default: standard } = facts
  const list = z.array(z.enum(values as readonly string[])).min(1).refine(isEachOnce)
  const field = (list as unknown as z.ZodType<readonly Value[]>).default(standard as never)
  optionRegistry.add(field, { ...presented(facts), kind: 'choices', values, default: standard })
  return field
}

/** A range of whole numbers, both included. */
export function rangeOption(facts: Presentation & Bounds & { readonly default: Bounds }): z.ZodDefault<z.ZodType<Bounds>> {
  const { minimum, maximum, default: standard } = facts
  const end = z.int().min(minimum).max(maximum)
  const range: z.ZodType<Bounds> = z.strictObject({ minimum: end, maximum: end }).refine(given => given.minimum <= given.maximum)
  const field = range.default(standard)
  optionRegistry.add(field, { ...presented(facts), kind: 'range', minimum, maximum, default: standard })
  return field
}

/** A list of whole numbers within bounds. */
export function countsOption(
  facts: Presentation & Bounds & { readonly maximumLength: number; readonly default: readonly number[] },
): z.ZodDefault<z.ZodType<readonly number[]>> {
  const { minimum, maximum, maximumLength, default: standard } = facts
  const list: z.ZodType<readonly number[]> = z.array(z.int().min(minimum).max(maximum)).max(maximumLength)
  const field = list.default(standard)
  optionRegistry.add(field, { ...presented(facts), kind: 'counts', minimum, maximum, maximumLength, default: standard })
  return field
}

/** Makes an option that is true or false. */
export function flagOption(facts: Presentation & { readonly default: boolean }): z.ZodDefault<z.ZodBoolean> {
  const field = z.boolean().default(facts.default)
  optionRegistry.add(field, { ...presented(facts), kind: 'flag', default: facts.default })
  return field
}

function isEachOnce(names: readonly string[]): boolean {
  return new Set(names).size === names.length
}
