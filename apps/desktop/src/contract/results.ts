import { z } from 'zod'
import { ellipseSchema, featuresSchema, thirdAxisSchema, viewSchema } from './features.js'
import { codesSchema, imagesSchema } from './fit.js'
import { fitIdSchema } from './identifiers.js'
import { selectionSchema } from './selection.js'

const float32 = z.instanceof(Float32Array)
const labels = z.instanceof(Uint16Array)

/** The label of rows that belong to no group (noise, or anomalies). Other labels are indices of the fit's groups. */
export const noiseLabel = 65_535

export const scatterRequestSchema = z.object({
  features: featuresSchema,
  view: viewSchema,
  /** With a fit, the answer also has what its model says of the points, as far as it has the capabilities. */
  fit: fitIdSchema.nullable(),
  /** Whether the anomaly scores of the points are wanted. They can take long. */
  scores: z.boolean().default(false),
  /** Whether the log-densities of the points are wanted. They can take long. */
  densities: z.boolean().default(false),
  /** Whether the posteriors of the points are wanted. They can take long. */
  posteriors: z.boolean().optional(),
  /** Maximum number of points. If there are more, they are drawn at random with a fixed seed. */
  limit: z.number().int().min(1).max(1_000_000),
})
export type ScatterRequest = z.infer<typeof scatterRequestSchema>

export const scatterSchema = z.object({
  xLabel: z.string(),
  yLabel: z.string(),
  /**
   * For the principal view, the share of the total variance on each axis, 0 to 1; for the discriminant view, that of the differences
   * between components; null for a view of columns.
   */
  explained: z.tuple([z.number(), z.number()]).nullable(),
  /** [shown, 2] coordinates of the points, row-major, in view units. */
  positions: float32,
  /** [shown] 0-based rows of the dataset. */
  rows: z.instanceof(Uint32Array),
  /** [shown] group of each point, or `noiseLabel`; empty without `predict`. */
  labels,
  /** [shown] uncertainty of each point: 1 - largest posterior, 0 to 1; empty without `responsibilities`. */
  uncertainty: float32,
  /** [shown] anomaly score of each point; empty unless asked for, or without `anomalyScore`. */
  scores: float32,
  /** [shown] log-density of each point in nats, in the columns' own units; empty unless asked for, or without `logDensity`. */
  densities: float32,
  /** [shown, K] posterior of each group, 0 to 255 for 0 to 1; absent unless asked for, or without `responsibilities`. */
  posteriors: z.instanceof(Uint8Array).optional(),
  /** Empty without `components`. */
  ellipses: z.array(ellipseSchema),
  /** Present in a view with a third axis. */
  third: thirdAxisSchema.optional(),
  total: z.number().int().nonnegative(),
})
export type Scatter = z.infer<typeof scatterSchema>

export const membershipRequestSchema = z.object({
  fit: fitIdSchema,
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(1000),
  /** `uncertainty` and `score`: highest first; `density`: lowest first. Each needs its capability: responsibilities, anomalyScore, logDensity. */
  order: z.enum(['row', 'uncertainty', 'density', 'score']),
  /** Return only rows of this group (an index of the fit's groups, or `noiseLabel`); null for all rows. */
  group: z.number().int().min(0).max(noiseLabel).nullable(),
  /** Return only this 0-based row of the dataset; none if the fit left it out. */
  row: z.number().int().nonnegative().nullable().default(null),
  /** Return only selected rows; all rows without it. */
  selection: selectionSchema.optional(),
})
export type MembershipRequest = z.infer<typeof membershipRequestSchema>

/** What a model says of single rows, as far as it has the capabilities. */
export const membershipPageSchema = z.object({
  offset: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  rows: z.array(
    z.object({
      /** 0-based row of the dataset. */
      row: z.number().int().nonnegative(),
      /** Index of the fit's groups, or `noiseLabel`; null without `predict`. */
      label: z.number().int().nonnegative().nullable(),
      /** [K], sums to 1, less the probability of noise; empty without `responsibilities`. */
      posteriors: z.array(z.number()),
      /** Log-density in nats, in the columns' own units; null without `logDensity`, or if it is not finite. */
      logDensity: z.number().nullable(),
      /** The larger, the less the row is like those of the fit; null without `anomalyScore`, or if it is not finite. */
      anomalyScore: z.number().nullable(),
      /** Values of the row in the columns' own units, in the order of the fit's columns. */
      values: z.array(z.number().nullable()),
    }),
  ),
})
export type MembershipPage = z.infer<typeof membershipPageSchema>

/** Mean and spread of each group, in the order of the fit's groups. */
export const groupStatisticsSchema = z.object({
  /** `components`: parameters of the mixture. `rows`: of the rows that are assigned to each group, because groups are no components. */
  of: z.enum(['components', 'rows']),
  groups: z.array(
    z.object({
      /** [D] in the columns' own units, in the order of `features.columns`; null for a group without rows. */
      mean: z.array(z.number()).nullable(),
      standardDeviation: z.array(z.number()).nullable(),
    }),
  ),
})
export type GroupStatistics = z.infer<typeof groupStatisticsSchema>

export const codesRequestSchema = z.object({ fit: fitIdSchema, limit: z.number().int().min(1).max(100_000), spatial: z.boolean().default(false) })
export type CodesRequest = z.infer<typeof codesRequestSchema>

/** The codes of a seeded sample of the rows. Needs `encode`. */
export const codeScatterSchema = codesSchema.extend({
  /** Numbers in each code. */
  dimensions: z.number().int().min(1),
  /** [M] group of each point, or `noiseLabel`; empty without `predict`. */
  labels,
  /** [M] 1 - largest posterior; empty without `responsibilities`. */
  uncertainty: float32,
  total: z.number().int().nonnegative(),
})
export type CodeScatter = z.infer<typeof codeScatterSchema>

/** New rows from the model. Needs `sample`. The same seed gives the same rows. */
export const samplesRequestSchema = z.object({
  fit: fitIdSchema,
  count: z.number().int().min(1).max(10_000),
  seed: z.number().int().nonnegative().max(2 ** 32 - 1),
  /** Index of the fit's groups to draw from; null for all of them, by their weights. */
  component: z.number().int().nonnegative().nullable(),
  view: viewSchema,
})
export type SamplesRequest = z.infer<typeof samplesRequestSchema>

export const generatedSamplesSchema = z.object({
  /** [count, D] row-major, in the columns' own units. */
  values: z.instanceof(Float64Array),
  /** [count, 2] in the plane of the view. */
  positions: float32,
  /** [count] group of each row. */
  labels,
  /** The rows as images; null if rows are no images. */
  images: imagesSchema.nullable(),
})
export type GeneratedSamples = z.infer<typeof generatedSamplesSchema>

/** Rows beside what the model restores of them. Needs `reconstruct`. */
export const reconstructionsRequestSchema = z.object({
  fit: fitIdSchema,
  /** Number of rows, drawn with the seed. */
  count: z.number().int().min(1).max(1000),
  seed: z.number().int().nonnegative().max(2 ** 32 - 1),
  /** A 0-based row of the dataset that comes first; null for drawn rows alone. */
  row: z.number().int().nonnegative().nullable().default(null),
})
export type ReconstructionsRequest = z.infer<typeof reconstructionsRequestSchema>

export const reconstructionsSchema = z.object({
  /** [count] 0-based rows of the dataset. */
  rows: z.instanceof(Uint32Array),
  /** [count, D] each, in the columns' own units. */
  values: z.instanceof(Float64Array),
  restored: z.instanceof(Float64Array),
  /** Both as images, on one scale of brightness; null if rows are no images. */
  images: z.object({ values: imagesSchema, restored: imagesSchema }).nullable(),
})
export type Reconstructions = z.infer<typeof reconstructionsSchema>

/** TypeScript on the published packages that repeats the fit. */
export const scriptSchema = z.object({ text: z.string() })
export type Script = z.infer<typeof scriptSchema>
