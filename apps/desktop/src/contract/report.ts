import { z } from 'zod'
import { languageSchema } from './families.js'
import { fitIdSchema } from './identifiers.js'

/** Parts of a report, in their order on the page. `dataset` is a chapter of its own for each dataset, the others belong to each fit. */
export const reportPartSchema = z.enum(['dataset', 'facts', 'groups', 'scatter', 'curves', 'tables', 'options', 'script', 'origin'])
export type ReportPart = z.infer<typeof reportPartSchema>

export const reportRequestSchema = z.object({
  /** Finished fits, in the order of the page. */
  fits: z.array(fitIdSchema).min(1).max(12),
  parts: z.array(reportPartSchema),
  title: z.string().min(1).max(200),
  note: z.string().max(4000),
  language: languageSchema,
})
export type ReportRequest = z.infer<typeof reportRequestSchema>

export const reportSchema = z.object({
  /** One HTML file that stands alone. */
  page: z.string(),
})
