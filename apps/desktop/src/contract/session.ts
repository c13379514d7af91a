import { z } from 'zod'
import { datasetSchema } from './dataset.js'
import { fitErrorSchema, fitSummarySchema } from './fit.js'
import { fileHandleSchema } from './identifiers.js'
import { savedSelectionSchema } from './selection.js'

/** Everything that the engine holds. Finished work survives a crash of the engine. */
export const sessionSchema = z.object({
  version: z.string(),
  datasets: z.array(datasetSchema),
  fits: z.array(fitSummarySchema),
  /** Selections with a name, in the order in which they were saved. */
  selections: z.array(savedSelectionSchema).optional(),
  /** Why current or earlier work may be lost; null if there is no problem. */
  problem: fitErrorSchema.nullable(),
})
export type Session = z.infer<typeof sessionSchema>

/** A session of an earlier run of Studio, which can be continued. */
export const keptSessionSchema = z.object({
  session: z.string().min(1).max(64),
  /** Milliseconds since 1970. */
  savedAt: z.number(),
  /** Names of the files of a person; those of the samples if there is no file. */
  datasets: z.array(z.string()),
  /** Number of fits. */
  fits: z.number().int().nonnegative(),
})
export type KeptSession = z.infer<typeof keptSessionSchema>

export const sessionReferenceSchema = keptSessionSchema.pick({ session: true })

export const projectReferenceSchema = z.object({ file: fileHandleSchema })
