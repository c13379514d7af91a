import { requireNamedVariables } from '../arguments/requireTensor.js'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/encodeCheckpoint.js'
import { quoted } from '../checkpoint/checkpointValues.js'
import { assignArrays, readArrays, requireSame, type NamedVariables } from '../checkpoint/variableArrays.js'

const kind = 'parameters'

/** Encodes parameters alone, in the format of checkpoints. */
export async function saveParameters(parameters: NamedVariables): Promise<Uint8Array> {
  requireNamedVariables('parameters', parameters)
  return encodeCheckpoint({ values: { kind }, arrays: await readArrays(parameters) })
}

/**
 * Sets parameters to the values that saveParameters wrote.
 *
 * @throws {InvalidCheckpointError} if the bytes are not a whole checkpoint.
 * @throws {CheckpointMismatchError} unless names and shapes match and all numbers are finite. In that case nothing is changed.
 */
export function loadParameters(parameters: NamedVariables, bytes: Uint8Array): void {
  requireNamedVariables('parameters', parameters)
  const { values, arrays } = decodeCheckpoint(bytes)
  requireSame('kind', quoted(kind), quoted(values.kind))
  assignArrays(parameters, arrays)
}
