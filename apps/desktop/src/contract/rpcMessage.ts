import { z } from 'zod'
import { decodeFrame } from './codec.js'
import type { FrameLimits } from './frameBounds.js'

/** What birpc sends: a question with a method and arguments, or an answer to one. */
const rpcMessageSchema = z.union([
  z.looseObject({ t: z.literal('q'), m: z.string(), a: z.array(z.unknown()) }),
  z.looseObject({ t: z.literal('s'), i: z.string() }),
])

/** @throws if the frame is no message of the protocol; birpc itself would trust it. */
export function decodeRpcMessage(frame: Uint8Array, limits?: FrameLimits): unknown {
  return rpcMessageSchema.parse(decodeFrame(frame, limits))
}
