/** When a field of a form applies: another option has one of these values. */
export interface OptionCondition {
  readonly option: string
  readonly is: readonly (string | number | boolean)[]
}

interface Described {
  /** A key of `options` of the texts: name and explanation. */
  readonly text: string
  /** A key of `units` of the texts; '' for none. */
  readonly unit: string
  /** If present, the option has no effect unless the condition holds. */
  readonly when?: OptionCondition
  /** Whether it belongs to the options that most fits leave alone. */
  readonly advanced: boolean
}

/** What an option may be, as plain data: enough for a field of a form, a flag of a command and a row of a table. */
export type OptionKind =
  /** A whole number. With `automatic`, also the word 'automatic', which leaves the choice to the fit. */
  | { readonly kind: 'count'; readonly minimum: number; readonly maximum: number; readonly automatic: boolean; readonly default: number | 'automatic' }
  /** A number; `minimum` itself is excluded if `above` is true. `automatic` as above. */
  | { readonly kind: 'number'; readonly minimum: number; readonly maximum: number; readonly above: boolean; readonly automatic: boolean; readonly default: number | 'automatic' }
  /** One of the values, each a key of `choices` of the texts. `remedies`: by the codes of errors of a fit, the value with which they do not arise. */
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly default: string; readonly remedies?: Readonly<Record<string, string>> }
  /** Several of the values, at least one. */
  | { readonly kind: 'choices'; readonly values: readonly string[]; readonly default: readonly string[] }
  /** A range of whole numbers, { minimum, maximum }, both included. */
  | { readonly kind: 'range'; readonly minimum: number; readonly maximum: number; readonly default: { readonly minimum: number; readonly maximum: number } }
  /** A list of whole numbers, such as the widths of layers. */
  | { readonly kind: 'counts'; readonly minimum: number; readonly maximum: number; readonly maximumLength: number; readonly default: readonly number[] }
  | { readonly kind: 'flag'; readonly default: boolean }

/** An option of a family as plain data. */
export type OptionDescription = { readonly name: string } & Described & OptionKind

/** The description of an option without its name. */
export type OptionFacts = Described & OptionKind
