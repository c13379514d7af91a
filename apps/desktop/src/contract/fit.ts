import { z } from 'zod'
import { datasetIdSchema, fitIdSchema } from './identifiers.js'

export const covarianceTypeSchema = z.enum(['full', 'tied', 'diag', 'spherical'])
export type CovarianceType = z.infer<typeof covarianceTypeSchema>

/** Upper limits of the options of a fit. The form in the window offers no larger values. */
export const fitLimits = { components: 200, starts: 100, seed: 2 ** 32 - 1, maxIterations: 100_000 } as const

const components = z.number().int().min(1).max(fitLimits.components)

/** The rows and columns that a fit uses, and their scaling. */
export const featuresSchema = z.object({
  dataset: datasetIdSchema,
  columns: z.array(z.string()).min(1).refine(isEachOnce, 'must name each column once'),
  scaling: z.enum(['none', 'standardize']),
  /** `omit-rows` leaves out every row with a missing or non-finite cell in `columns`; the number of these rows is reported. */
  missing: z.enum(['error', 'omit-rows']),
})
export type Features = z.infer<typeof featuresSchema>

/** The plane in which points and ellipses are drawn. */
export const viewSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('columns'), x: z.string(), y: z.string() }),
  z.object({ kind: z.literal('principal') }),
])
export type View = z.infer<typeof viewSchema>

export const fitRequestSchema = z.object({
  features: featuresSchema,
  /** If both are equal, one number of components is fitted. Otherwise every number in the range is fitted, and BIC chooses. */
  components: z.object({ minimum: components, maximum: components }),
  covarianceTypes: z.array(covarianceTypeSchema).min(1).max(covarianceTypeSchema.options.length).refine(isEachOnce, 'must name each type once'),
  starts: z.number().int().min(1).max(fitLimits.starts),
  seed: z.number().int().nonnegative().max(fitLimits.seed),
  maxIterations: z.number().int().min(1).max(fitLimits.maxIterations),
  view: viewSchema,
})
export type FitRequest = z.infer<typeof fitRequestSchema>

/** A component in the view plane: its projected mean and covariance, in view units. */
export const ellipseSchema = z.object({
  weight: z.number(),
  mean: z.tuple([z.number(), z.number()]),
  /** [xx, xy, yy] */
  covariance: z.tuple([z.number(), z.number(), z.number()]),
})
export type Ellipse = z.infer<typeof ellipseSchema>

export const fitStatusSchema = z.enum(['running', 'paused', 'completed', 'stopped', 'failed', 'interrupted'])
export type FitStatus = z.infer<typeof fitStatusSchema>

/** Sent at most about twenty times a second while a fit runs. */
export const fitProgressSchema = z.object({
  fit: fitIdSchema,
  status: fitStatusSchema,
  /** 1-based number of the candidate. A fit of one shape has one candidate. */
  candidate: z.number().int().min(1),
  candidates: z.number().int().min(1),
  components: z.number().int().min(1),
  covarianceType: covarianceTypeSchema,
  /** A `short-run` on drawn rows looks for a start, a `heat` on some of the rows compares starts, and a `fit` uses all rows. */
  phase: z.enum(['short-run', 'heat', 'fit']),
  /** 1-based number of the start. */
  start: z.number().int().min(1),
  starts: z.number().int().min(1),
  /** Number of M-steps done in this run. */
  iteration: z.number().int().nonnegative(),
  /** Mean log-likelihoods per row of this start's fit, in nats, since its previous report: [iteration, value]. */
  trace: z.array(z.tuple([z.number(), z.number()])),
  ellipses: z.array(ellipseSchema),
  seconds: z.number(),
})
export type FitProgress = z.infer<typeof fitProgressSchema>

/** One row of the selection table. */
export const candidateSchema = z.object({
  components: z.number().int().min(1),
  covarianceType: covarianceTypeSchema,
  parameterCount: z.number().int(),
  /** Null if the fit failed; `error` then says why. */
  meanLogLikelihood: z.number().nullable(),
  bic: z.number().nullable(),
  aic: z.number().nullable(),
  converged: z.boolean(),
  /** Whether the rows of a cluster do not vary in some direction. Its criteria cannot be compared with others, so it is ranked after sound fits. */
  collapsed: z.boolean(),
  error: z.string().nullable(),
})
export type Candidate = z.infer<typeof candidateSchema>

export const clusterSchema = z.object({
  weight: z.number(),
  /** Number of rows whose largest posterior is that of this component. */
  size: z.number().int().nonnegative(),
  /** Mean in the columns' own units, in the order of `features.columns`. */
  mean: z.array(z.number()),
  standardDeviation: z.array(z.number()),
})
export type Cluster = z.infer<typeof clusterSchema>

export const fittedModelSchema = z.object({
  components: z.number().int().min(1),
  covarianceType: covarianceTypeSchema,
  parameterCount: z.number().int(),
  converged: z.boolean(),
  /** Same as `collapsed` of its candidate. */
  collapsed: z.boolean(),
  iterations: z.number().int().nonnegative(),
  /** Mean log-likelihood per row at each iteration, in nats. The last value is that of the model. */
  logLikelihoods: z.array(z.number()),
  meanLogLikelihood: z.number(),
  bic: z.number(),
  aic: z.number(),
  /** ICL with hard assignments. As for BIC, smaller is better. */
  icl: z.number(),
  clusters: z.array(clusterSchema),
})
export type FittedModel = z.infer<typeof fittedModelSchema>

export const fitErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type FitError = z.infer<typeof fitErrorSchema>

export const fitSummarySchema = z.object({
  id: fitIdSchema,
  request: fitRequestSchema,
  status: fitStatusSchema,
  rowsUsed: z.number().int().nonnegative(),
  rowsOmitted: z.number().int().nonnegative(),
  seconds: z.number(),
  /** Rows of the selection table, best first; a fit of one shape has one row. */
  candidates: z.array(candidateSchema),
  /** The model of a completed fit, or of a stopped fit that has a result. */
  model: fittedModelSchema.nullable(),
  error: fitErrorSchema.nullable(),
  /** Whether an interrupted fit can continue from its last checkpoint. */
  resumable: z.boolean(),
})
export type FitSummary = z.infer<typeof fitSummarySchema>

export const fitReferenceSchema = z.object({ fit: fitIdSchema })
export type FitReference = z.infer<typeof fitReferenceSchema>

export const setViewRequestSchema = z.object({ fit: fitIdSchema, view: viewSchema })
export type SetViewRequest = z.infer<typeof setViewRequestSchema>

function isEachOnce(names: readonly string[]): boolean {
  return new Set(names).size === names.length
}
