import { z } from 'zod'

/** A file that the host granted to the engine. The renderer never sees a path. */
export const fileHandleSchema = z.string().min(1).max(64).brand<'FileHandle'>()
export type FileHandle = z.infer<typeof fileHandleSchema>

/** Names of files are made of identifiers, so they have no other characters. */
export const datasetIdSchema = z.string().regex(/^dataset-\d{1,15}$/).brand<'DatasetId'>()
export type DatasetId = z.infer<typeof datasetIdSchema>

export const fitIdSchema = z.string().regex(/^fit-\d{1,15}$/).brand<'FitId'>()
export type FitId = z.infer<typeof fitIdSchema>
