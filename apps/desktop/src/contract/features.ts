import { z } from 'zod'
import { datasetIdSchema } from './identifiers.js'

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
})
export type Features = z.infer<typeof featuresSchema>

/** The plane in which points and ellipses are drawn. */
export const viewSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('columns'), x: z.string(), y: z.string() }),
  z.object({ kind: z.literal('principal') }),
])
export type View = z.infer<typeof viewSchema>

/** A component in the view plane: its projected mean and covariance, in view units. */
export const ellipseSchema = z.object({
  weight: z.number(),
  mean: z.tuple([z.number(), z.number()]),
  /** [xx, xy, yy] */
  covariance: z.tuple([z.number(), z.number(), z.number()]),
})
export type Ellipse = z.infer<typeof ellipseSchema>

/** Height, width and channels of an image. */
export const imageShapeSchema = z.tuple([z.number().int().min(1), z.number().int().min(1), z.number().int().min(1)])
export type ImageShape = z.infer<typeof imageShapeSchema>

function isEachOnce(names: readonly string[]): boolean {
  return new Set(names).size === names.length
}
