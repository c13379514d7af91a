import type { LabelledSamples } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'

/** Rows that a model generated, in the units of the data, with the component that each came from. */
export interface GeneratedSamples extends LabelledSamples {
  /** [N, Z] the codes from which the rows were decoded. */
  readonly codes: Matrix
}
