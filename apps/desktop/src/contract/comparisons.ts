import { z } from 'zod'
import { fitIdSchema } from './identifiers.js'

const float64 = z.instanceof(Float64Array)

/** How well two labellings of the same rows agree. */
const agreementSchema = z.object({
  /** [rows, columns] row-major: number of rows with both labels. */
  counts: float64,
  /** For each row of `counts`, the column that is matched to it one to one, so that as many rows as possible agree; -1 for none. */
  matches: z.array(z.number().int()),
  /** 1 for equal labellings, 0 in the mean for random ones. */
  adjustedRandIndex: z.number(),
  /** 0 to 1. */
  normalizedMutualInformation: z.number(),
  /** Share of the rows in matched cells. */
  accuracy: z.number(),
})

export const crossTableRequestSchema = z.object({
  fit: fitIdSchema,
  /** Any column of the dataset with at most `maxReferenceValues` values. */
  column: z.string(),
})
export type CrossTableRequest = z.infer<typeof crossTableRequestSchema>

/** A column with more values than this is no reference. */
export const maxReferenceValues = 100

/** Groups, in rows, against the values of a reference column. Needs `predict`. */
export const crossTableSchema = agreementSchema.extend({
  /** The groups that have rows: indices of the fit's groups, or `noiseLabel`. */
  groups: z.array(z.number().int()),
  /** The values of the reference, sorted. */
  values: z.array(z.string()),
  /** Number of rows of the fit without a value in the reference. They are not in the table. */
  missing: z.number().int().nonnegative(),
  /** Number of rows in the table. */
  compared: z.number().int().nonnegative(),
})
export type CrossTable = z.infer<typeof crossTableSchema>

export const fitComparisonRequestSchema = z.object({ first: fitIdSchema, second: fitIdSchema })
export type FitComparisonRequest = z.infer<typeof fitComparisonRequestSchema>

/** Two fits of one dataset on the rows that both have. Both need `predict`. */
export const fitComparisonSchema = agreementSchema.extend({
  /** Groups of the first fit that have shared rows, in the rows of `counts`. */
  firstGroups: z.array(z.number().int()),
  /** Groups of the second fit, in its columns. */
  secondGroups: z.array(z.number().int()),
  /** Number of rows that both fits have. */
  shared: z.number().int().nonnegative(),
  onlyFirst: z.number().int().nonnegative(),
  onlySecond: z.number().int().nonnegative(),
  /** Columns that both fits have. */
  columns: z.array(z.string()),
  /** The matched groups that have means in both fits. */
  pairs: z.array(
    z.object({
      first: z.number().int(),
      second: z.number().int(),
      /** [D] of `columns`, in their own units. */
      firstMean: float64,
      secondMean: float64,
      firstDeviation: float64,
      secondDeviation: float64,
    }),
  ),
})
export type FitComparison = z.infer<typeof fitComparisonSchema>
