import { z } from 'zod'
import { datasetSchema } from './dataset.js'
import { fitErrorSchema, fitSummarySchema } from './fit.js'

/** Everything that the engine holds. Finished work survives a crash of the engine. */
export const sessionSchema = z.object({
  version: z.string(),
  datasets: z.array(datasetSchema),
  fits: z.array(fitSummarySchema),
  /** Why current or earlier work may be lost; null if there is no problem. */
  problem: fitErrorSchema.nullable(),
})
export type Session = z.infer<typeof sessionSchema>
