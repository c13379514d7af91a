import type { GaussianMixture, SampleExplanations } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import type { FeedMatrix, ModelFile } from '@mixtura/tensor'

/** Turns rows into the features that a mixture judges. */
export interface AnomalyEncoder {
  /** Number of values of a row. */
  readonly inputs: number
  /** F, the number of features. */
  readonly columns: number
  /** [N, F] features of checked rows. @throws the reason of `signal`, when it aborts. */
  features(rows: FeedMatrix, signal?: AbortSignal): Promise<Matrix>
  /** Divides the energies among the columns of the rows; absent if the features are no columns. */
  explain?(mixture: GaussianMixture, rows: FeedMatrix): Promise<SampleExplanations>
  /** Settings, whose `kind` tells the encoder, and arrays for `loadEncoder`. */
  save(): Promise<ModelFile>
  dispose(): void
}
