import { requireNamedVariables } from '../arguments/requireTensor.js'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/encodeCheckpoint.js'
import { quoted } from '../checkpoint/checkpointValues.js'
import { assignArrays, readArrays, requireSame, type NamedVariables } from '../checkpoint/variableArrays.js'

const kind = 'parameters'

/** Parameters alone, in the format of checkpoints. */
export async function saveParameters(parameters: NamedVariables): Promise<Uint8Array> {
  requireNamedVariables('parameters', parameters)
  return encodeCheckpoint({ values: { kind }, arrays: await readArrays(parameters) })
}

/**
 * Gives parameters the values that saveParameters wrote.
 *
 * @throws {InvalidCheckpointError} if the bytes are not a whole checkpoint.
 * @throws {CheckpointMismatchError} unless names and shapes are the same and all numbers finite; nothing is changed then.
 */
export function loadParameters(parameters: NamedVariables, bytes: Uint8Array): void {
  requireNamedVariables('parameters', parameters)
  const { values, arrays } = decodeCheckpoint(bytes)
  requireSame('kind', quoted(kind), quoted(values.kind))
  assignArrays(parameters, arrays)
}
