import { z } from 'zod'
import { cellSchema } from './dataset.js'
import { datasetIdSchema } from './identifiers.js'

const columnNameSchema = z.string().max(10_000)
const endSchema = z.union([z.number(), z.string().max(40)])

/** A condition on the cells of one column: a range, whose ends belong to it, or a list of values. Missing cells are in no range. */
export const rowConditionSchema = z.object({
  column: columnNameSchema,
  /** Numbers for a number column, days or times in ISO 8601 for a date column. */
  from: endSchema.optional(),
  to: endSchema.optional(),
  /** Null stands for the missing cell. */
  values: z.array(cellSchema).max(10_000).optional(),
})
export type RowCondition = z.infer<typeof rowConditionSchema>

/** Rows that fulfil every condition, and have a cell that contains the searched text. */
export const rowFilterSchema = z.object({
  conditions: z.array(rowConditionSchema).max(1000),
  search: z.string().max(1000),
})
export type RowFilter = z.infer<typeof rowFilterSchema>

/** Which rows, and in which order. */
export const rowQuerySchema = rowFilterSchema.extend({
  /** Null for the order of the dataset. */
  sort: z.object({ column: columnNameSchema, descending: z.boolean() }).nullable(),
})
export type RowQuery = z.infer<typeof rowQuerySchema>

export const pageRequestSchema = z.object({
  dataset: datasetIdSchema,
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(1000),
  /** Without it, all rows in the order of the dataset. */
  query: rowQuerySchema.optional(),
})
export type PageRequest = z.infer<typeof pageRequestSchema>

export const rowPageSchema = z.object({
  offset: z.number().int().nonnegative(),
  /** Number of rows of the query. */
  total: z.number().int().nonnegative(),
  /** Dataset row (0-based) of each row. */
  numbers: z.array(z.number().int().nonnegative()),
  /** Cells of each row, in the order of the dataset's columns. */
  rows: z.array(z.array(cellSchema)),
})
export type RowPage = z.infer<typeof rowPageSchema>

/** Largest number of columns that one request profiles. */
export const profiledColumns = 100

export const profilesRequestSchema = z.object({
  dataset: datasetIdSchema,
  columns: z.array(columnNameSchema).min(1).max(profiledColumns),
})
export type ProfilesRequest = z.infer<typeof profilesRequestSchema>

export const columnProfileSchema = z.object({
  name: z.string(),
  /** Lower quartile, median and upper quartile of a number column; null for others. */
  quartiles: z.tuple([z.number(), z.number(), z.number()]).nullable(),
  /** Cells beyond 1.5 quartile ranges from the middle half (Tukey's rule). */
  outliers: z.object({ below: z.number().int(), above: z.number().int(), lowFence: z.number(), highFence: z.number() }).nullable(),
  /** Counts of equal-width intervals, in the units of the column; of dates, in milliseconds since 1970. */
  histogram: z.object({ from: z.number(), to: z.number(), counts: z.array(z.number().int()) }).nullable(),
  /** The most frequent values, the most frequent first. */
  topValues: z.array(z.object({ value: z.string(), rows: z.number().int() })).nullable(),
})
export type ColumnProfile = z.infer<typeof columnProfileSchema>
