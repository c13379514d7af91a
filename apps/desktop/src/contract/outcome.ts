import { z } from 'zod'
import { fitErrorSchema } from './fit.js'

/** Result of a command. An error that is thrown across processes keeps only its message, so errors are sent as data. */
export const outcomeSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), error: fitErrorSchema }),
])
export type Outcome = z.infer<typeof outcomeSchema>
