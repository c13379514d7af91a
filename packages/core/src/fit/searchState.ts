import { savedCount, savedFields, savedFlag, savedList, wrongField } from '@mixtura/numerics'
import { optional, type Reader } from '@mixtura/numerics/validation'
import type { SearchState } from './runSearch.js'
import { savedError } from './savedError.js'
import type { RunOutcome } from './searchStarts.js'

/**
 * Reads the state of a search that its listener was given.
 *
 * @param restore reads a run.
 */
export function searchStateReader<Run>(restore: Reader<Run>): Reader<SearchState<Run>> {
  const outcome = savedFields<RunOutcome>({
    value: (path, value) => {
      if (typeof value === 'number' && Math.abs(value) !== Infinity) return value
      throw wrongField(path, 'a number that is not infinite', String(value))
    },
    iterations: savedCount,
    converged: savedFlag,
    stopped: savedFlag,
    collapsed: savedFlag,
    isCertain: optional(savedFlag),
    error: optional(savedError),
  })
  const saved = savedFields<{ readonly run?: Run | undefined }>({ run: optional(restore) })
  return savedFields<SearchState<Run>>({
    runs: savedList((path, value) => {
      const known = outcome(path, value)
      if (Number.isNaN(known.value) === (known.error === undefined)) throw wrongField(`${path}.value`, 'a number, or NaN beside an error', String(known.value))
      return { outcome: known, ...saved(path, value) }
    }),
    snapshot: optional(restore),
  })
}
