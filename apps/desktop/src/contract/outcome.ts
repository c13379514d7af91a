import { z } from 'zod'
import { fitErrorSchema } from './fit.js'

/** How a command ended. Only a message survives a throw across processes, so failures cross as data. */
export const outcomeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: fitErrorSchema }),
])
export type Outcome = z.infer<typeof outcomeSchema>
