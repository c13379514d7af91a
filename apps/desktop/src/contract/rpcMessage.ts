import { z } from 'zod'
import { decodeFrame } from './codec.js'
import type { FrameLimits } from './frameBounds.js'

/** A message of birpc: a request with a method and arguments, or the answer to one. */
const rpcMessageSchema = z.union([
  z.looseObject({ t: z.literal('q'), m: z.string(), a: z.array(z.unknown()) }),
  z.looseObject({ t: z.literal('s'), i: z.string() }),
])

/** @throws if the frame is not a message of the protocol. birpc itself does not check this. */
export function decodeRpcMessage(frame: Uint8Array, limits?: FrameLimits): unknown {
  return rpcMessageSchema.parse(decodeFrame(frame, limits))
}
