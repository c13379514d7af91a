import { z } from 'zod'
import { ellipseSchema, featuresSchema, fitLimits, viewSchema } from './fit.js'
import { fitIdSchema } from './identifiers.js'

const float32 = z.instanceof(Float32Array)

export const scatterRequestSchema = z.object({
  features: featuresSchema,
  view: viewSchema,
  /** With a fit, the answer also has its labels, uncertainty and ellipses. */
  fit: fitIdSchema.nullable(),
  /** Maximum number of points. If there are more, they are drawn at random with a fixed seed. */
  limit: z.number().int().min(1).max(100_000),
})
export type ScatterRequest = z.infer<typeof scatterRequestSchema>

export const scatterSchema = z.object({
  xLabel: z.string(),
  yLabel: z.string(),
  /** For the principal view, the share of the total variance on each axis, 0 to 1; null for a view of two columns. */
  explained: z.tuple([z.number(), z.number()]).nullable(),
  /** [shown, 2] coordinates of the points, row-major, in view units. */
  positions: float32,
  /** [shown] 0-based rows of the dataset. */
  rows: z.instanceof(Uint32Array),
  /** [shown] component of each point; empty without a fit. */
  labels: z.instanceof(Uint16Array),
  /** [shown] uncertainty of each point: 1 - largest posterior, 0 to 1; empty without a fit. */
  uncertainty: float32,
  ellipses: z.array(ellipseSchema),
  total: z.number().int().nonnegative(),
})
export type Scatter = z.infer<typeof scatterSchema>

export const membershipRequestSchema = z.object({
  fit: fitIdSchema,
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(1000),
  order: z.enum(['row', 'uncertainty', 'density']),
  /** Return only rows of this component; null for all rows. */
  component: z.number().int().nonnegative().max(fitLimits.components - 1).nullable(),
})
export type MembershipRequest = z.infer<typeof membershipRequestSchema>

export const membershipPageSchema = z.object({
  offset: z.number().int().nonnegative(),
  total: z.number().int().nonnegative(),
  rows: z.array(
    z.object({
      /** 0-based row of the dataset. */
      row: z.number().int().nonnegative(),
      label: z.number().int().nonnegative(),
      /** [K], sums to 1. */
      posteriors: z.array(z.number()),
      /** Log-density in nats, in the columns' own units. */
      logDensity: z.number(),
      /** Values of the row in the columns' own units, in the order of the fit's columns. */
      values: z.array(z.number()),
    }),
  ),
})
export type MembershipPage = z.infer<typeof membershipPageSchema>
