import { z } from 'zod'
import { datasetSchema } from './dataset.js'
import { fitSummarySchema } from './fit.js'

/** Everything the engine holds. It survives a crash of the engine: what was done is done. */
export const sessionSchema = z.object({
  version: z.string(),
  datasets: z.array(datasetSchema),
  fits: z.array(fitSummarySchema),
})
export type Session = z.infer<typeof sessionSchema>
