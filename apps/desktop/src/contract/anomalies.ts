import { z } from 'zod'
import { fitIdSchema } from './identifiers.js'

const float64 = z.instanceof(Float64Array)
const counts = z.instanceof(Uint32Array)

export const anomaliesRequestSchema = z.object({
  fit: fitIdSchema,
  /** Wanted false-alarm rate: the share of ordinary rows whose score reaches the threshold. */
  rate: z.number().min(1e-6).max(0.5),
})
export type AnomaliesRequest = z.infer<typeof anomaliesRequestSchema>

/** Rows that are unlike those that the model describes. Needs `anomalyScore`. */
export const anomaliesSchema = z.object({
  /** Rows with at least this score are anomalous. */
  threshold: z.number(),
  /** Where ordinary scores come from: rows that the model drew, or, if it cannot draw, the rows of the fit themselves. */
  ordinary: z.enum(['drawn', 'rows']),
  /** Number of ordinary scores, and of those that reach the threshold. */
  compared: z.number().int(),
  alarms: z.number().int(),
  /** 95 % interval of the false-alarm rate, by Wilson's formula for a binomial share. */
  interval: z.tuple([z.number(), z.number()]),
  /** Number of rows of the fit with at least this score. */
  flagged: z.number().int(),
  total: z.number().int(),
  /** Scores in bins of equal width; those beyond the ends are in the outer bins. */
  histogram: z.object({ minimum: z.number(), maximum: z.number(), rows: counts, ordinary: counts }),
  /** The most anomalous rows among the flagged ones, the most anomalous first. */
  strangest: z.object({
    /** [M] 0-based rows of the dataset. */
    rows: counts,
    /** [M] */
    scores: float64,
    /** [M, D] values in the columns' own units; NaN for a missing cell. */
    values: float64,
    /** [M, D] part of each column in the squared distance to the nearest group, about 1 for ordinary rows; NaN for a row with missing cells. Null without `explain`, and for many columns. */
    contributions: float64.nullable(),
  }),
})
export type Anomalies = z.infer<typeof anomaliesSchema>
