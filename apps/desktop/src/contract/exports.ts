import { z } from 'zod'
import { fileHandleSchema, fitIdSchema } from './identifiers.js'
import { selectionSchema } from './selection.js'

export const exportRequestSchema = z.object({
  fit: fitIdSchema,
  /**
   * `csv`, `parquet` and `xlsx`: the rows of the dataset with the results of the model as further columns. `model`: a file of the model, which
   * the package `@mixtura/models` and the command `mixtura` read. `mixture`: the mixture as JSON; the model must have the capability
   * `mixture`. `script`: TypeScript that repeats the fit.
   */
  content: z.enum(['csv', 'parquet', 'xlsx', 'model', 'mixture', 'script']),
  /** For `csv` and `parquet`: write only selected rows; all rows of the dataset without it. */
  selection: selectionSchema.optional(),
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
