import { z } from 'zod'
import { datasetIdSchema, fitIdSchema } from './identifiers.js'

/** Where the rows of a fit are while it runs: in memory, on disk, or at the servers of a database. */
export const residenceSchema = z.enum(['memory', 'disk', 'servers'])
export type Residence = z.infer<typeof residenceSchema>

/**
 * How servers compute. `sql`: as statements, which write nothing. `auto`: by Mixtura's kernels where every server lets them be installed and they
 * are faster, otherwise as statements.
 */
export const computingSchema = z.enum(['sql', 'auto'])
export type Computing = z.infer<typeof computingSchema>

/** How the passes of a fit were computed, and why; see `PassMode` of @mixtura/clickhouse. */
export const passModeSchema = z.object({
  mode: z.enum(['sql', 'kernel']),
  /** Key of `servers.causes` of the texts. */
  cause: z.enum(['asked', 'old-server', 'not-configured', 'refused', 'few-numbers', 'many-numbers']),
  /** Numbers that a statement computes for each row; null unless they are the cause. */
  numbers: z.number().int().nullable(),
})

/** A table that stays at the servers of a ClickHouse database. */
export const serverTableSchema = z.object({
  /** clickhouse://host[,host…]/database/table, without user and password. */
  address: z.string(),
  /** Columns that rows are shown in the order of, at each server; those of the sorting key, or all columns. */
  order: z.array(z.string()),
  /** Number of rows that the preview reaches: one server after the other. */
  previewRows: z.number().int().nonnegative(),
  /** Whether user and password, which are in memory alone, must be given again. */
  needsPassword: z.boolean(),
  /** Sessions of earlier versions lack it. */
  computing: computingSchema.default('sql'),
  /** Number of servers that hold rows. */
  servers: z.number().int().positive().default(1),
})
export type ServerTable = z.infer<typeof serverTableSchema>

/** User and password in the address are used, and neither stored nor answered. */
export const openTableRequestSchema = z.object({ address: z.string().max(2000), username: z.string().max(200), password: z.string().max(1000), computing: computingSchema })
export type OpenTableRequest = z.infer<typeof openTableRequestSchema>

export const unlockTableRequestSchema = z.object({ dataset: datasetIdSchema, username: z.string().max(200), password: z.string().max(1000) })
export type UnlockTableRequest = z.infer<typeof unlockTableRequestSchema>

/** Largest number of rows of a sample: more than pictures show, and little for a window to hold. */
export const maxSampleRows = 200_000

/** Opens rows that a hash of their key draws as a dataset of its own, in a file. */
export const openTableSampleRequestSchema = z.object({ dataset: datasetIdSchema, rows: z.number().int().min(1).max(maxSampleRows) })
export type OpenTableSampleRequest = z.infer<typeof openTableSampleRequestSchema>

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

/** How far the writing of scores has come. */
export const scoresProgressSchema = z.object({
  /** Number of rows that the servers have read. */
  rowsRead: z.number().int().nonnegative(),
  /** Number of rows in all. */
  rows: z.number().int().nonnegative(),
})
export type ScoresProgress = z.infer<typeof scoresProgressSchema>
