import { type EpochRecord, type JsonValue, readModelFile, writeModelFile } from '@mixtura/tensor'
import { createAmortizedStart, type AmortizedStart } from './amortizedStart.js'
import { designToJson, type ProposalDesign } from './proposalNetwork.js'

const kind = 'amortized-start'
const version = 1

/** A proposal network as bytes: its design, parameters and history. */
export function saveAmortizedStart({ design, parameters, history }: AmortizedStart): Uint8Array {
  // Numbers of a history are finite, and JSON keeps those exactly.
  const settings = { design: designToJson(design), history: history as unknown as JsonValue }
  return writeModelFile(kind, version, { settings, arrays: parameters })
}

/**
 * A proposal network as saveAmortizedStart wrote it.
 *
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {InvalidModelFileError} if they hold something else.
 */
export function loadAmortizedStart(bytes: Uint8Array): AmortizedStart {
  const { settings, arrays } = readModelFile(kind, version, bytes, 'function')
  return createAmortizedStart(settings.design as unknown as ProposalDesign, arrays, settings.history as unknown as readonly EpochRecord[])
}
