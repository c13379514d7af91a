import type { Samples } from '@mixtura/numerics'

/** Given assignment of rows to components; EM starts with an M-step. */
export type Assignment =
  /** [N] component of each row, 0 to K - 1. */
  | { readonly labels: ArrayLike<number> }
  /** [N, K], not negative; each row is scaled to sum 1. */
  | { readonly responsibilities: Samples }

/** Weights identify a mixture; a fitted one also has a method named `responsibilities`. */
export function isAssignment(initialize: object): initialize is Assignment {
  return !('weights' in initialize) && ('labels' in initialize || 'responsibilities' in initialize)
}
