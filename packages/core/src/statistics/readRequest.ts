import { type Random, ShapeError } from '@mixtura/numerics'
import { choice, describeValue, isRecord, optional, type OptionReaders, type Reader, readOptions, requireCount, signal } from '@mixtura/numerics/validation'
import type { MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'
import type { StatisticsRequest } from './statisticsSource.js'

/** Directions come from M-steps, whose arrays are already float64. */
const directions: Reader<Float64Array> = (name, value) => {
  if (value instanceof Float64Array) return value
  throw new ShapeError(name, 'a Float64Array', describeValue(value), 'Pass [components, directions, columns] numbers.')
}

const requestReaders: OptionReaders<StatisticsRequest> = {
  scatter: choice(['full', 'diagonal']),
  directions: optional(directions),
  signal: optional(signal),
}

/**
 * Checks and reads a request.
 *
 * @param columns of the source.
 * @throws {ShapeError} unless `model` is a mixture with the same number of columns.
 * @throws {InvalidOptionError} for an unknown scatter, or a signal that is none.
 * @throws the reason of a signal that has aborted.
 */
export function readRequest(model: MixtureParameters, request: StatisticsRequest, columns: number): StatisticsRequest {
  requireMixture('model', model)
  if (model.columns !== columns) {
    throw new ShapeError('model', `a mixture in ${columns} columns, as the source`, `one in ${model.columns}`, 'Pass a mixture of the columns of the source.')
  }
  const read = readOptions('accumulate', request, requestReaders)
  read.signal?.throwIfAborted()
  return read
}

/** @throws {InvalidOptionError} {ShapeError} unless these are a count and a generator. */
export function requireDraw(count: number, random: Random): void {
  requireCount('count', count, 0)
  if (isRecord(random) && typeof random.integer === 'function' && typeof random.uniform === 'function') return
  throw new ShapeError('random', 'a generator', describeValue(random), 'Pass createRandom(seed).')
}
