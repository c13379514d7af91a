import type { OptionDescription } from '../../contract/families.js'

export type OptionValue = number | string | boolean | readonly (number | string)[] | { readonly minimum: number; readonly maximum: number }

/** Values of the options of a family, by name. */
export type OptionValues = Readonly<Record<string, OptionValue>>

/** Option values are plain data whose keys have one order, so their JSON decides. */
export function isSameValue(a: OptionValue, b: OptionValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Whether an option has an effect, given the values of the others. */
export function applies({ when }: Pick<OptionDescription, 'when'>, values: OptionValues): boolean {
  return when === undefined || when.is.some(value => value === values[when.option])
}
