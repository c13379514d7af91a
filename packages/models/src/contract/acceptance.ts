import { MixturaError } from '@mixtura/numerics'
import type { TableFacts } from './table.js'

/** Values for the placeholders of a text. */
export type TextValues = Readonly<Record<string, string | number>>

/** A text by its key, which every language has, and the values of its placeholders. */
export interface Message {
  readonly key: string
  readonly values: TextValues
}

/** Whether a family can be fitted to a table. `refusal` is a key of `refusals` of the texts: a reason and a remedy. */
export type Acceptance = { readonly accepted: true } | { readonly accepted: false; readonly refusal: Message }

/** The answer of a family that can be fitted to a table. */
export const accepted: Acceptance = { accepted: true }

/** The answer of a family that cannot be fitted to a table; `key` names the text that says why. */
export const refused = (key: string, values: TextValues = {}): Acceptance => ({ accepted: false, refusal: { key, values } })

/** The refusal of the first rule that a table breaks; rules that do not apply are false. */
export function firstRefusal(...rules: readonly (Acceptance | false | null)[]): Acceptance {
  return rules.find(rule => rule && !rule.accepted) || accepted
}

/** Refuses a table with fewer rows than `required`. */
export const requireRows = ({ rows }: TableFacts, required: number): Acceptance =>
  rows >= required ? accepted : refused('tooFewRows', { rows, required })

/** Refuses a table with missing cells. */
export const requireComplete = ({ missingCells }: TableFacts): Acceptance =>
  missingCells === 0 ? accepted : refused('missingCells', { missingCells })

/** Refuses a table with columns that are not numbers. */
export function requireNumbers({ features, columnNames }: TableFacts): Acceptance {
  const others = columnNames.filter((_, at) => features && features[at].role !== 'number')
  return others.length === 0 ? accepted : refused('columnsWithRoles', { columns: others.join(', ') })
}

/** A family does not accept the table. */
export class RefusedTableError extends MixturaError {
  override readonly name = 'RefusedTableError'
  readonly code = 'refused-table'
  constructor(
    readonly kind: string,
    readonly refusal: Message,
    /** The English text of the refusal: the reason, then the remedy. */
    text: string,
  ) {
    super(`${kind}: ${text}`)
  }
}
