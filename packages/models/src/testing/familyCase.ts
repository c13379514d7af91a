import type { ModelFamily } from '../contract/modelFamily.js'
import type { Table } from '../contract/table.js'
import type { Language } from '../texts/vocabulary.js'

/** A fit for the shared suite. */
export interface FitCase {
  readonly table: Table
  readonly options: object
}

/** A table that the family refuses, with the whole text in each language. */
export interface RefusedCase extends FitCase {
  readonly text: Readonly<Record<Language, string>>
}

/**
 * What the shared suite needs of a family. A module that exports it as `familyCase` can also be loaded by the processes that the
 * suite starts.
 */
export interface FamilyCase {
  readonly family: ModelFamily
  /** The fit that most tests repeat: seconds at most. */
  readonly fit: FitCase
  /** Fits that go through phases which `fit` leaves out, or whose models have capabilities that its model lacks. */
  readonly others?: readonly FitCase[]
  /** Further fits whose scripts are run. */
  readonly scripts?: readonly FitCase[]
  readonly refused: readonly RefusedCase[]
  /** Fits that the estimate is compared with. */
  readonly costs: readonly FitCase[]
  /** Phase in which the fit is stopped; the last one by default. It has more than one report. */
  readonly stoppedIn?: string
  /** Largest relative difference between a fact and what the script prints, with its reason. */
  readonly scriptTolerance: number
}
