import { z } from 'zod'
import { annotationFields } from './annotations.js'
import { fileTablesSchema } from './fileTables.js'
import { imageShapeSchema } from './imageShape.js'
import { datasetIdSchema, fileHandleSchema } from './identifiers.js'
import { dialectSchema, readingSchema } from './reading.js'
import { serverTableSchema } from './serverTable.js'
import { roleProposalSchema } from './roles.js'

export const columnTypeSchema = z.enum(['number', 'category', 'text', 'date', 'boolean'])
export type ColumnType = z.infer<typeof columnTypeSchema>

/**
 * The proposed role of a column. A `feature` can be used in a fit; an `identifier` numbers the rows; a
 * `constant` never varies; a `category` is text or a label, not a quantity.
 */
export const columnRoleSchema = z.enum(['feature', 'identifier', 'constant', 'category'])
export type ColumnRole = z.infer<typeof columnRoleSchema>

export const columnSchema = z.object({
  name: z.string(),
  type: columnTypeSchema,
  /** The detected type, which `type` may override. */
  detectedType: columnTypeSchema,
  role: columnRoleSchema,
  /** Sessions of earlier versions lack it. */
  proposal: roleProposalSchema.optional(),
  /** Number of cells without a value. */
  missing: z.number().int().nonnegative(),
  /** Number of cells that hold NaN or an infinity. */
  nonFinite: z.number().int().nonnegative(),
  /** Number of distinct values; approximate above a few thousand. Null for a table at servers, which are not asked for it. */
  distinct: z.number().int().nonnegative().nullable(),
  /** Minimum, maximum and mean of the finite cells of a number column, in its own units; null for other columns. */
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
  mean: z.number().nullable(),
  standardDeviation: z.number().nullable(),
})
export type ColumnSummary = z.infer<typeof columnSchema>

export const datasetSchema = z.object({
  id: datasetIdSchema,
  /** File name, the name of a sample that ships with Mixtura, or database and table. */
  name: z.string(),
  format: z.enum(['csv', 'tsv', 'json', 'parquet', 'arrow', 'xlsx', 'sqlite', 'duckdb', 'idx', 'clickhouse']),
  rows: z.number().int().nonnegative(),
  columns: z.array(columnSchema),
  /** Whether each row is an image, whose pixels are the columns. Sessions of earlier versions lack it. */
  images: z.boolean().default(false),
  /** Height, width and channels of these images, whose pixels are the first columns; null for other tables. Sessions of earlier versions lack it. */
  imageShape: imageShapeSchema.nullable().default(null),
  /** Whether the table stays on disk, because it would need more than a quarter of the free memory. Sessions of earlier versions lack it. */
  onDisk: z.boolean().default(false),
  /** Where the table is, if it stays at servers; null for a file. Sessions of earlier versions lack it. */
  server: serverTableSchema.nullable().default(null),
  /** How a text file was read; null for Parquet, IDX and samples. Sessions of earlier versions lack `dialect` and `reading`. */
  dialect: dialectSchema.nullable().default(null),
  /** The person's choices of how the file is read. */
  reading: readingSchema.default({}),
  /** The tables of the file, if it can hold several. Sessions of earlier versions lack it. */
  tables: fileTablesSchema.nullable().default(null),
  title: annotationFields.title.default(null),
  note: annotationFields.note.default(''),
})
export type DatasetSummary = z.infer<typeof datasetSchema>

export const fileReferenceSchema = z.object({ file: fileHandleSchema })

export const openFileRequestSchema = z.object({
  file: fileHandleSchema,
  /** The table to open, of a file that holds several. */
  table: z.string().min(1).max(1000).optional(),
})
export type OpenFileRequest = z.infer<typeof openFileRequestSchema>

/** A table that a person pasted. */
export const openTextRequestSchema = z.object({
  /** Name to show for the table, with the extension `.csv` or `.tsv`. */
  name: z.string().regex(/^[^/\\\0]{1,100}\.(csv|tsv)$/),
  text: z.string().min(1),
})
export type OpenTextRequest = z.infer<typeof openTextRequestSchema>

export const sampleNameSchema = z.enum(['old-faithful', 'iris'])
export type SampleName = z.infer<typeof sampleNameSchema>

export const setColumnTypeRequestSchema = z.object({
  dataset: datasetIdSchema,
  column: z.string(),
  type: columnTypeSchema,
})
export type SetColumnTypeRequest = z.infer<typeof setColumnTypeRequestSchema>

export const datasetReferenceSchema = z.object({ dataset: datasetIdSchema })
export type DatasetReference = z.infer<typeof datasetReferenceSchema>

/** A cell as the table shows it; null if it is missing. */
export const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type Cell = z.infer<typeof cellSchema>
