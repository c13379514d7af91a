import { InvalidCheckpointError, readPlainRecord, ShapeError, writePlainRecord, type PlainValue } from '@mixtura/numerics'
import { describeValue, isRecord } from '@mixtura/numerics/validation'
import { requireStatistics, type SufficientStatistics } from './sufficientStatistics.js'

const kind = 'sufficient statistics'
/** Increase it when the form of statistics changes. Version 1 had projections in another order. */
const version = 2
const remedy = 'Read it with the version of Mixtura that wrote it, and give bytes that encodeStatistics made.'

/**
 * Encodes statistics as bytes, for example to merge them on another machine. `decodeStatistics` restores them bit for bit.
 *
 * @throws {ShapeError} unless `statistics` are those of a pass.
 */
export function encodeStatistics(statistics: SufficientStatistics): Uint8Array {
  requireStatistics('statistics', statistics)
  return writePlainRecord({ kind, version, statistics: { ...statistics } as unknown as PlainValue })
}

/**
 * Decodes statistics from bytes.
 *
 * @throws {InvalidCheckpointError} if the bytes are truncated, damaged, of another kind or of another version.
 * @throws {ShapeError} if arrays do not fit the numbers of components and columns.
 */
export function decodeStatistics(bytes: Uint8Array): SufficientStatistics {
  if (!(bytes instanceof Uint8Array)) throw new ShapeError('bytes', 'a Uint8Array', describeValue(bytes), 'Pass what encodeStatistics returned.')
  const { kind: found, version: written, statistics } = readPlainRecord(bytes)
  if (found !== kind) throw new InvalidCheckpointError('header', `one of ${kind}`, `one of ${typeof found === 'string' ? found : 'something else'}`, remedy)
  if (written !== version) throw new InvalidCheckpointError('version', String(version), String(written), remedy)
  requireStatistics('statistics', statistics)
  requireLengths(statistics)
  return statistics
}

function requireLengths(statistics: SufficientStatistics): void {
  const { scatter, components, columns, directions, projections, valueCounts } = statistics
  if (valueCounts && valueCounts.length % components !== 0) throw new ShapeError('statistics.valueCounts', `a multiple of ${components} numbers`, `${valueCounts.length}`, remedy)
  const expected = {
    centres: components * columns,
    counts: components,
    sums: components * columns,
    scatters: components * columns * (scatter === 'full' ? columns : 1),
  }
  for (const [name, length] of Object.entries(expected)) {
    const actual = statistics[name as keyof typeof expected].length
    if (actual !== length) throw new ShapeError(`statistics.${name}`, `${length} numbers`, `${actual}`, remedy)
  }
  if (directions === undefined && projections === undefined) return
  const fits = directions instanceof Float64Array && projections instanceof Float64Array && directions.length === projections.length
  if (fits && directions.length % (components * columns) === 0) return
  throw new ShapeError('statistics.projections', 'as many numbers as directions', isRecord(projections) ? 'others' : describeValue(projections), remedy)
}
