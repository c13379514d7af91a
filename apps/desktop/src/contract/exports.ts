import { z } from 'zod'
import { fileHandleSchema, fitIdSchema } from './identifiers.js'

export const exportRequestSchema = z.object({
  fit: fitIdSchema,
  /**
   * `csv` and `parquet`: the rows with everything that the model says of them. `model`: the model as a file that the library and the
   * command `mixtura` read. `mixture`: the mixture as JSON, if the model has the capability `mixture`. `script`: TypeScript that repeats the fit.
   */
  content: z.enum(['csv', 'parquet', 'model', 'mixture', 'script']),
})
export type ExportRequest = z.infer<typeof exportRequestSchema>

/** A file that the engine wrote. The host saves it to the place that the user chooses. */
export const exportedFileSchema = z.object({
  file: fileHandleSchema,
  suggestedName: z.string(),
  bytes: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
})
export type ExportedFile = z.infer<typeof exportedFileSchema>
