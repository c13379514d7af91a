import { z } from 'zod'
import { datasetSchema } from './dataset.js'
import { fitErrorSchema, fitSummarySchema } from './fit.js'

/** Everything the engine holds. It survives a crash of the engine: what was done is done. */
export const sessionSchema = z.object({
  version: z.string(),
  datasets: z.array(datasetSchema),
  fits: z.array(fitSummarySchema),
  /** Why what is done now, or was done before, is not safe; null while all is well. */
  problem: fitErrorSchema.nullable(),
})
export type Session = z.infer<typeof sessionSchema>
