import { z } from 'zod'
import { viewSchema } from './features.js'
import { imagesSchema } from './fit.js'
import { fitIdSchema } from './identifiers.js'

/** A place in the space that a model decodes from: its codes, or the rows themselves if its mixture is in the space of the table. */
export const placeSchema = z.discriminatedUnion('kind', [
  /** The mean of a component. */
  z.object({ kind: z.literal('component'), component: z.number().int().nonnegative() }),
  /** A 0-based row of the dataset. */
  z.object({ kind: z.literal('row'), row: z.number().int().nonnegative() }),
  /** A point of the plane in which the codes or rows are drawn. Other coordinates are what the most probable component there expects. */
  z.object({ kind: z.literal('point'), x: z.number(), y: z.number() }),
])
export type Place = z.infer<typeof placeSchema>

/** Steps through that space. */
export const walkSchema = z.discriminatedUnion('kind', [
  /** From one place to another: on the straight line, or on a path of high density. */
  z.object({ kind: z.literal('between'), from: placeSchema, to: placeSchema, along: z.enum(['line', 'density']) }),
  /** Along a principal axis of a component, to both sides of its mean. */
  z.object({ kind: z.literal('axis'), component: z.number().int().nonnegative(), axis: z.number().int().nonnegative(), deviations: z.number().min(0.1).max(10) }),
  /** One place. */
  z.object({ kind: z.literal('at'), place: placeSchema }),
])
export type Walk = z.infer<typeof walkSchema>

/** Needs `encode`, `decode` and `codeMixture`, or `mixture`. */
export const walkRequestSchema = z.object({
  fit: fitIdSchema,
  walk: walkSchema,
  steps: z.number().int().min(2).max(64),
  /** The plane of points, for a mixture in the space of the table. */
  view: viewSchema,
})
export type WalkRequest = z.infer<typeof walkRequestSchema>

/** What a model makes of the steps of a walk. */
export const walkedSchema = z.object({
  /** [steps, 2] in the plane of the codes, or of the view. */
  positions: z.instanceof(Float32Array),
  /** [steps, D] row-major, in the columns' own units. */
  values: z.instanceof(Float64Array),
  /** The rows as images; null if rows are no images. */
  images: imagesSchema.nullable(),
  /** [steps] log-density of each place under the mixture, nats: low where no rows are. */
  logDensities: z.instanceof(Float64Array),
  /** [steps, K] probability of each component. */
  posteriors: z.instanceof(Float64Array),
})
export type Walked = z.infer<typeof walkedSchema>

/** Rows in which some columns have given values, and the others are drawn from what the model says of them. Needs `impute`. */
export const conditionalRequestSchema = z.object({
  fit: fitIdSchema,
  /** In the columns' own units. */
  given: z.array(z.object({ column: z.string(), value: z.number() })).min(1).max(1000),
  count: z.number().int().min(1).max(1000),
  seed: z.number().int().nonnegative().max(2 ** 32 - 1),
})
export type ConditionalRequest = z.infer<typeof conditionalRequestSchema>

export const conditionalSchema = z.object({
  /** [count, D] row-major, in the columns' own units. */
  values: z.instanceof(Float64Array),
  /** [D] the mean of each column given the values. */
  expected: z.instanceof(Float64Array),
  /** [count] group of each row; empty without `predict`. */
  labels: z.instanceof(Uint16Array),
})
export type Conditional = z.infer<typeof conditionalSchema>
