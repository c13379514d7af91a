import { StudioError } from '../../contract/errors.js'
import { toStudioError } from '../../contract/toStudioError.js'
import { withColumnName } from '../withColumnName.js'

/** Messages of V8 about memory that it cannot allocate. */
const allocationFailure = /allocation failed|invalid (typed )?array (buffer )?length|out of memory/i

/**
 * The failure of a fit as it is sent to the engine.
 *
 * @param columns names of the fit's columns, in their order.
 */
export function failureOf(error: unknown, columns: readonly string[]): StudioError {
  if (error instanceof RangeError && allocationFailure.test(error.message)) {
    return new StudioError('out-of-memory', `The memory is not enough for this fit (${error.message}). Choose fewer rows or columns, or a smaller model.`, { reason: error.message })
  }
  return withColumnName(toStudioError(error), columns)
}
