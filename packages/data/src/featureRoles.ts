/** Roles that a feature can have in a mixture of mixed columns. */
export const featureRoles = ['number', 'category', 'ordinal', 'count', 'binary'] as const

/**
 * What the cells of a feature are in a mixture: a `number` on a scale; a `category`, one of several levels without an order; an `ordinal`,
 * one of several levels in an order; a `count`, a whole number of at least 0; or `binary`, one of two levels.
 */
export type FeatureRole = (typeof featureRoles)[number]

/** How a date becomes a number: days since 1970-01-01 (with the time of day as a fraction), or a part of it. Weekdays run from 1, Monday, to 7. */
export const dateParts = ['days', 'year', 'month', 'weekday', 'hour'] as const
/** One of `dateParts`. */
export type DatePart = (typeof dateParts)[number]

/** Why a role is proposed, or none. */
export type ProposalReason =
  | 'constant'
  | 'identifier'
  | 'free-text'
  | 'date'
  | 'two-levels'
  | 'few-levels'
  | 'zero-one'
  | 'too-few-numbers'
  | 'fractions'
  | 'negative-numbers'
  | 'many-whole-numbers'
  | 'whole-numbers-from-zero'
  | 'consecutive-whole-numbers'
  | 'few-whole-numbers'

/** The role that the cells of a column suggest. */
export interface RoleProposal {
  /** Null if the column should be left out unless it is asked for. */
  readonly role: FeatureRole | null
  readonly reason: ProposalReason
  /** The reason as a sentence. */
  readonly message: string
  /** Other roles that are plausible. If there is one beside a proposed role, the cells do not decide between them. */
  readonly alternatives: readonly FeatureRole[]
}

/** A level of a category, by its name, or several levels of the file that count as one. */
export interface LevelRequest {
  readonly name: string
  /** Values of the file that have this level; the name alone by default. */
  readonly of?: readonly string[]
}

/** How a column is read as a feature. */
export interface RoleRequest {
  readonly role: FeatureRole
  /**
   * The levels in their order. Every value of the column must be in it. By default, the values of the column: numbers by size, and words by
   * the alphabet (code points). Words of an `ordinal` have no such default, because the alphabet is hardly ever their order.
   */
  readonly levels?: readonly (string | LevelRequest)[]
  /** Takes the order of the alphabet for the words of an `ordinal` that has no `levels`. */
  readonly order?: 'alphabetical'
  /** Levels of a `category` in fewer rows than this are merged into one, which comes last. */
  readonly mergeBelow?: number
  /** Name of the merged level; `other` by default. */
  readonly mergedName?: string
  /** How a column of dates is read; required for it. */
  readonly date?: DatePart
}

/** Roles by the names of columns. A role alone is short for `{ role }`. */
export type RoleRequests = Readonly<Record<string, FeatureRole | RoleRequest>>

/** A level of a feature. */
export interface FeatureLevel {
  readonly name: string
  /** Rows of the dataset that have this level. */
  readonly rows: number
  /** Values of the file that have this level. */
  readonly of: readonly string[]
}

/** A feature with its role. */
export interface FeatureColumn {
  readonly name: string
  readonly role: FeatureRole
  /** Levels of a category, ordinal or binary feature: its cells are their positions, from 0. Null for numbers and counts. */
  readonly levels: readonly FeatureLevel[] | null
  /** Where the order of the levels comes from; null for numbers and counts. */
  readonly order: 'given' | 'numeric' | 'alphabetical' | null
  /** How a column of dates was read; null for other columns. */
  readonly date: DatePart | null
}

/** Maximum number of levels of a feature. */
export const maxFeatureLevels = 1000
