import { z } from 'zod'
import { datasetIdSchema, fitIdSchema } from './identifiers.js'

/** Where the rows of a fit are while it runs: in memory, on disk, or at the servers of a database. */
export const residenceSchema = z.enum(['memory', 'disk', 'servers'])
export type Residence = z.infer<typeof residenceSchema>

/** A table that stays at the servers of a ClickHouse database. */
export const serverTableSchema = z.object({
  /** clickhouse://[user@]host[,host…]/database/table, without the password. */
  address: z.string(),
  /** Columns that rows are shown in the order of, at each server; those of the sorting key, or all columns. */
  order: z.array(z.string()),
  /** Number of rows that the preview reaches: one server after the other. */
  previewRows: z.number().int().nonnegative(),
  /** Whether the table has a password, which is in memory alone, and must be given again. */
  needsPassword: z.boolean(),
})
export type ServerTable = z.infer<typeof serverTableSchema>

/** A password in the address is used, and neither stored nor answered. */
export const openTableRequestSchema = z.object({ address: z.string().max(2000), username: z.string().max(200), password: z.string().max(1000) })
export type OpenTableRequest = z.infer<typeof openTableRequestSchema>

export const unlockTableRequestSchema = z.object({ dataset: datasetIdSchema, password: z.string().max(1000) })
export type UnlockTableRequest = z.infer<typeof unlockTableRequestSchema>

/** Writes what a model says of every row into a new table, or makes a view of it, at each server. */
export const writeScoresRequestSchema = z.object({
  fit: fitIdSchema,
  /** Name of the new table or view, in the database of the rows. */
  name: z.string().min(1).max(200),
  kind: z.enum(['table', 'view']),
  /** Columns of the rows that are handed on, such as their key. */
  keep: z.array(z.string()),
  /** Whether each component has a column with its posterior. */
  posteriors: z.boolean(),
})
export type WriteScoresRequest = z.infer<typeof writeScoresRequestSchema>

export const writtenScoresSchema = z.object({
  /** Address of what was written. */
  address: z.string(),
  /** Number of rows without scores, because a cell is missing; null for a view. */
  rowsOmitted: z.number().int().nonnegative().nullable(),
})
export type WrittenScores = z.infer<typeof writtenScoresSchema>
