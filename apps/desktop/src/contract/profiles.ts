import { z } from 'zod'
import { imagesSchema } from './fit.js'

const float64 = z.instanceof(Float64Array)
const rows = z.instanceof(Uint32Array)

/** Some rows of a group. */
const groupRowsSchema = z.object({
  /** [M] 0-based rows of the dataset. */
  rows,
  /** [M, D] row-major, in the columns' own units; NaN for a missing cell. */
  values: float64,
  /** [M, K] row-major; empty without `responsibilities`. */
  posteriors: float64,
  /** The rows as images; null if rows are no images. */
  images: imagesSchema.nullable(),
})
export type GroupRows = z.infer<typeof groupRowsSchema>

export const groupProfileSchema = z.object({
  /** Sum of the posteriors of the group, or number of its rows. */
  size: z.number(),
  /** [D] each, in the order of the fit's columns and in their own units; NaN where a group has too few cells. */
  mean: float64,
  standardDeviation: float64,
  /** Of the mean, given the posteriors: the uncertainty of the fit itself is not in it. */
  standardError: float64,
  /** [D] of all rows as far as they do not belong to the group. */
  restMean: float64,
  /** [D] difference of the means of group and rest in units of their common standard deviation; NaN for a single group. */
  difference: float64,
  /** The most typical rows, the most typical first. */
  exemplars: groupRowsSchema,
  /** Rows whose largest posterior is the smallest and below 0.95, the least certain first. */
  doubtful: groupRowsSchema,
})
export type GroupProfile = z.infer<typeof groupProfileSchema>

/** What is characteristic of each group, in the order of the fit's groups. Needs `predict`. */
export const profilesSchema = z.object({
  /** How much each row counts in a group: as much as its posterior, or whole in the group that it is assigned to. */
  weightedBy: z.enum(['posteriors', 'labels']),
  /** Typical rows have the highest density, or the smallest distance to the mean of their group in its standard deviations. */
  exemplarsBy: z.enum(['density', 'distance']),
  groups: z.array(groupProfileSchema),
  /** The mean of each group as an image; null if rows are no images. */
  meanImages: imagesSchema.nullable(),
})
export type Profiles = z.infer<typeof profilesSchema>

/** How much closer rows are to their own group than to the nearest other one. Null if there are fewer than two groups with rows. */
export const silhouettesSchema = z
  .object({
    /** Distances are taken between rows in the scaling of the fit, or between their codes. */
    of: z.enum(['rows', 'codes']),
    /** Number of rows that were compared: all complete rows with a group, or as many of them, drawn with a fixed seed. */
    compared: z.number().int(),
    /** Number of complete rows with a group. */
    total: z.number().int(),
    /** Mean over the compared rows, -1 to 1. */
    mean: z.number(),
    groups: z.array(
      z.object({
        /** Null for a group without compared rows. */
        mean: z.number().nullable(),
        /** Of its compared rows, the largest first. */
        values: z.instanceof(Float32Array),
      }),
    ),
  })
  .nullable()
export type Silhouettes = z.infer<typeof silhouettesSchema>
