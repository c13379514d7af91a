import { tableAddressText } from '@mixtura/clickhouse'
import { StudioError } from '../contract/errors.js'
import type { WriteScoresRequest, WrittenScores } from '../contract/serverTable.js'
import type { Fits } from './jobs/fits.js'

/** Writes what a model says of every row of a table at servers into a new table there. @throws {StudioError} `invalid-request` for other tables. */
export async function writeScores({ fit: id, name, kind, keep, posteriors }: WriteScoresRequest, fits: Fits): Promise<WrittenScores> {
  const fit = await fits.finished(id)
  const { whole } = fit.table
  if (whole?.residence !== 'servers') throw new StudioError('invalid-request', `The rows of ${id} are at no server. Export them to a file.`, { field: 'fit', fit: id })
  const login = whole.login()
  const rowsOmitted = await fit.ask('writeScores', { table: { login, options: whole.options }, name, kind, keep, posteriors })
  return { address: tableAddressText({ ...login.address, table: name }), rowsOmitted }
}
