import type { Acceptance, TableFacts } from '@mixtura/models'

/** Two ways to open the columns of a table. */
export interface Openings<Opened> {
  /** Rejects where cells are missing. */
  readonly complete: () => Promise<Opened>
  /** With missing cells. */
  readonly incomplete: () => Promise<Opened>
  /** Whether an error of `complete` says that cells are missing, and no more than that. */
  readonly isForMissingCells: (error: unknown) => boolean
  readonly factsOf: (opened: Opened) => TableFacts
  /** Whether the table can be used. */
  readonly accepts: (facts: TableFacts) => Acceptance
  /** The error for cells that may not be missing. */
  readonly refusal: (error: unknown, facts: TableFacts) => unknown
}

/** Opens complete rows; where cells are missing, the rows with them, if they are accepted. */
export async function openComplete<Opened>({ complete, incomplete, isForMissingCells, factsOf, accepts, refusal }: Openings<Opened>): Promise<Opened> {
  try {
    return await complete()
  } catch (error) {
    if (!isForMissingCells(error)) throw error
    const opened = await incomplete()
    const acceptance = accepts(factsOf(opened))
    // Another fault of the table is named by the fit.
    if (acceptance.accepted || !('missingCells' in acceptance.refusal.values)) return opened
    throw refusal(error, factsOf(opened))
  }
}
