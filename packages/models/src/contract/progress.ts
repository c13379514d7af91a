import type { MixtureParameters } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { ResultTable } from './fittedModel.js'
import type { ImageShape } from './table.js'

/** Something to draw while a model is fitted. It can be cloned between threads and processes. Its arrays belong to the fit: do not transfer them. */
export type Picture =
  /** Components in the space of the table: draw the ellipse of each in any plane of columns. */
  | { readonly kind: 'mixture'; readonly mixture: MixtureParameters }
  /** Codes of some rows, [M, C], and the mixture of codes where there is one. `rows` are their numbers in the table. */
  | { readonly kind: 'codes'; readonly codes: Matrix; readonly rows: Uint32Array; readonly mixture?: MixtureParameters }
  /** Images, one per row, in the units of the table. */
  | { readonly kind: 'images'; readonly images: Matrix; readonly shape: ImageShape }
  /** Rows that were sampled from the model, in the units of the table. */
  | { readonly kind: 'samples'; readonly samples: Matrix }

/** Where a fit is among several things of one name: start 2 of 8. */
export interface Place {
  /** A key of `places` of the texts. */
  readonly name: string
  /** 1-based. */
  readonly at: number
  readonly of: number
}

/** Values of one metric since the previous report at the same place. */
export interface MetricTrace {
  /** A key of `metrics` of the texts. */
  readonly name: string
  /** A key of `units` of the texts. */
  readonly unit: string
  /** The step that each value belongs to. */
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

/** Progress of a fit, of one shape for all families. It can be cloned between threads and processes. */
export interface FitProgress {
  /** A key of `phases` of the texts. */
  readonly phase: string
  /** Steps done in this phase, at this place. */
  readonly step: number
  /** Maximum number of steps; null if it is unknown. */
  readonly steps: number | null
  /** The outermost first. */
  readonly places: readonly Place[]
  readonly metrics: readonly MetricTrace[]
  readonly picture: Picture | null
  /** Results so far, where there are new ones. */
  readonly tables?: readonly ResultTable[]
}
