import { z } from 'zod'

/** Identifies an entry of the list of recent files. */
export const recentIdSchema = z.string().min(1).max(64).brand<'RecentId'>()
export type RecentId = z.infer<typeof recentIdSchema>

/** A file that was opened before, in this run of Studio or an earlier one. The window never sees its path. */
export const recentFileSchema = z.object({
  id: recentIdSchema,
  name: z.string(),
  /** Name of the folder that holds the file, which tells files of the same name apart. */
  folder: z.string(),
  /** When it was opened last, milliseconds since 1970. */
  openedAt: z.number(),
  /** Whether the file is still there. */
  exists: z.boolean(),
})
export type RecentFile = z.infer<typeof recentFileSchema>

export const recentReferenceSchema = z.object({ id: recentIdSchema })
