import { z } from 'zod'
import { viewSchema } from './features.js'
import { imagesSchema } from './fit.js'
import { fitIdSchema } from './identifiers.js'

/** Corners of a polygon; the last one is joined to the first. Rows on the side of a polygon that its corners go around are inside. */
const cornersSchema = z.array(z.tuple([z.number(), z.number()])).min(3).max(2000)

/** An affine map of three view units to a coordinate of a picture, in pixels. */
const pixelAxisSchema = z.object({ direction: z.tuple([z.number(), z.number(), z.number()]), offset: z.number() })

/** Which rows are meant, told by what was drawn or chosen. The engine finds the rows, so that lists of rows never travel. */
export const regionSchema = z.discriminatedUnion('kind', [
  /** Rows inside a polygon in the plane of the view. */
  z.object({ kind: z.literal('polygon'), view: viewSchema, corners: cornersSchema }),
  /** Rows inside a polygon in a picture of space. The view has a third axis, and `across` and `down` say where the picture has its points. */
  z.object({ kind: z.literal('space'), view: viewSchema, across: pixelAxisSchema, down: pixelAxisSchema, corners: cornersSchema }),
  /** Rows whose codes are inside a polygon in the plane of `getCodes`. */
  z.object({ kind: z.literal('codes'), corners: cornersSchema }),
  /** Rows whose cell in a column of the fit is between two values, both included, in the column's own units. */
  z.object({ kind: z.literal('range'), column: z.string(), minimum: z.number(), maximum: z.number() }),
  /** Rows of a group: an index of the groups, or `noiseLabel`. The group is one of `fit`, another fit of the dataset; by default of the selection's own. */
  z.object({ kind: z.literal('group'), group: z.number().int().min(0).max(65_535), fit: fitIdSchema.optional() }),
  /** Rows with this cell in any column of the dataset, as text; null for rows without a value. */
  z.object({ kind: z.literal('value'), column: z.string(), value: z.string().nullable() }),
  /** Rows with at least this anomaly score. */
  z.object({ kind: z.literal('score'), minimum: z.number() }),
])
export type Region = z.infer<typeof regionSchema>

/** How a region changes a selection. The first part of a selection is added to no rows. */
export const combinationSchema = z.enum(['add', 'remove', 'keep'])
export type Combination = z.infer<typeof combinationSchema>

/** Rows of a dataset, as a person has selected them. */
export const selectionSchema = z.object({
  /** The fit in whose results it was made: its rows, columns and groups. */
  fit: fitIdSchema,
  parts: z.array(z.object({ combine: combinationSchema, region: regionSchema })).min(1).max(100),
})
export type Selection = z.infer<typeof selectionSchema>

/** A selection as it is seen in the results of `fit`, which may be another fit of the same dataset. */
export const selectionRequestSchema = z.object({ fit: fitIdSchema, selection: selectionSchema })

export const selectedRowsSchema = z.object({
  /** Number of selected rows among those of the fit. */
  selected: z.number().int().nonnegative(),
  /** Number of rows of the fit. */
  total: z.number().int().nonnegative(),
  /** [K] number of selected rows of each group; empty without `predict`. */
  groups: z.instanceof(Uint32Array),
  /** Number of selected rows that belong to no group. */
  noise: z.number().int().nonnegative(),
  /** Bit `row % 32` of entry `row / 32` says whether a row of the dataset is selected. */
  bits: z.instanceof(Uint32Array),
})
export type SelectedRows = z.infer<typeof selectedRowsSchema>

export const histogramsRequestSchema = z.object({
  fit: fitIdSchema,
  /** Columns of the fit. */
  columns: z.array(z.string()).min(1).max(100),
  bins: z.number().int().min(1).max(200),
  selection: selectionSchema.nullable(),
})
export type HistogramsRequest = z.infer<typeof histogramsRequestSchema>

export const histogramSchema = z.object({
  column: z.string(),
  /** Edges of the bins are at equal distances from `minimum` to `maximum`, in the column's own units. */
  minimum: z.number(),
  maximum: z.number(),
  /** Number of rows in each bin. */
  all: z.instanceof(Uint32Array),
  /** Number of selected rows in each bin. */
  selected: z.instanceof(Uint32Array),
  /** Number of rows without a value. */
  missing: z.number().int().nonnegative(),
})
export type Histogram = z.infer<typeof histogramSchema>

/** Rows as images. Only for a fit of images. */
export const rowImagesRequestSchema = z.object({
  fit: fitIdSchema,
  selection: selectionSchema.nullable(),
  offset: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(500),
})
export type RowImagesRequest = z.infer<typeof rowImagesRequestSchema>

export const rowImagesSchema = z.object({
  total: z.number().int().nonnegative(),
  /** 0-based rows of the dataset. */
  rows: z.instanceof(Uint32Array),
  images: imagesSchema,
})
export type RowImages = z.infer<typeof rowImagesSchema>

const selectionIdSchema = z.string().min(1).max(40)

/** A selection with a name, which the session keeps. */
export const savedSelectionSchema = z.object({
  id: selectionIdSchema,
  name: z.string().min(1).max(200),
  selection: selectionSchema,
  /** Number of rows when it was saved. */
  selected: z.number().int().nonnegative(),
})
export type SavedSelection = z.infer<typeof savedSelectionSchema>

export const saveSelectionRequestSchema = savedSelectionSchema.pick({ name: true, selection: true })
export const selectionReferenceSchema = savedSelectionSchema.pick({ id: true })
