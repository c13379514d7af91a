import { z } from 'zod'
import { fileHandleSchema, fitIdSchema } from './identifiers.js'

export const exportRequestSchema = z.object({
  fit: fitIdSchema,
  /** `csv` and `parquet` contain the rows with their results; `model` is the mixture as JSON. */
  content: z.enum(['csv', 'parquet', 'model']),
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
