import { z } from 'zod'

/** A file that the host granted to the engine. The renderer never sees a path. */
export const fileHandleSchema = z.string().min(1).max(64).brand<'FileHandle'>()
export type FileHandle = z.infer<typeof fileHandleSchema>

export const datasetIdSchema = z.string().min(1).max(64).brand<'DatasetId'>()
export type DatasetId = z.infer<typeof datasetIdSchema>

export const fitIdSchema = z.string().min(1).max(64).brand<'FitId'>()
export type FitId = z.infer<typeof fitIdSchema>
