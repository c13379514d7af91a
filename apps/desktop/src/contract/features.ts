import { z } from 'zod'
import { datasetIdSchema } from './identifiers.js'
import { rowFilterSchema } from './rows.js'
import { roleRequestSchema } from './roles.js'

/** The rows and columns that a fit uses, and their scaling. */
export const featuresSchema = z.object({
  dataset: datasetIdSchema,
  columns: z.array(z.string()).min(1).refine(isEachOnce, 'must name each column once'),
  scaling: z.enum(['none', 'standardize']),
  /**
   * What to do with rows that have a missing or non-finite cell in `columns`. `omit-rows` leaves them out; their number is reported.
   * `keep` keeps them, for families that integrate missing cells out.
   */
  missing: z.enum(['error', 'omit-rows', 'keep']),
  /** The column that holds the known class of each row, for families that need one; null for none. It may not be one of `columns`. */
  label: z.string().nullable().default(null),
  /** Only rows that fulfil this filter are used; the others count as left out. Without it, all rows. */
  where: rowFilterSchema.optional(),
  /** Roles of columns that are not plain numbers, by name, for families that take them. */
  roles: z.record(z.string(), roleRequestSchema).optional(),
})
export type Features = z.infer<typeof featuresSchema>

/** Whether a view has a third axis, so that points are drawn in space. */
const spatial = z.literal(true).optional()

/**
 * The plane, or the space, in which points and ellipses are drawn. `discriminant`: the axes along which the components of a fit differ most;
 * a running fit, whose components change, is drawn along principal axes instead.
 */
export const viewSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('columns'), x: z.string(), y: z.string(), z: z.string().optional() }),
  z.object({ kind: z.literal('principal'), spatial }),
  z.object({ kind: z.literal('discriminant'), spatial }),
])
export type View = z.infer<typeof viewSchema>

/** A component in the view plane: its projected mean and covariance, in view units. */
export const ellipseSchema = z.object({
  weight: z.number(),
  mean: z.tuple([z.number(), z.number()]),
  /** [xx, xy, yy] */
  covariance: z.tuple([z.number(), z.number(), z.number()]),
  /** In a view with a third axis: the mean along it, and the covariances [xz, yz, zz]. */
  third: z.object({ mean: z.number(), covariance: z.tuple([z.number(), z.number(), z.number()]) }).optional(),
})
export type Ellipse = z.infer<typeof ellipseSchema>

/** The third axis of points in space. */
export const thirdAxisSchema = z.object({
  label: z.string(),
  /** [shown] coordinate of each point on the axis, in view units. */
  depths: z.instanceof(Float32Array),
  /** Share of the whole along the axis, 0 to 1; null for an axis of a column. */
  explained: z.number().nullable(),
})
export type ThirdAxis = z.infer<typeof thirdAxisSchema>

/** Height, width and channels of an image. */
function isEachOnce(names: readonly string[]): boolean {
  return new Set(names).size === names.length
}
