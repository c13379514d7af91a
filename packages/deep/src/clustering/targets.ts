import { InvalidOptionError, type Matrix } from '@mixtura/numerics'

/** How responsibilities become the targets that the network is trained towards. */
export type TargetKind = 'sharpened' | 'soft' | 'hard'

/**
 * Targets of a round, [N, K], from responsibilities r. Rows sum to 1:
 *
 *   sharpened  q_nk ∝ r_nk² / Σ_n r_nk,  which favours confident rows and small clusters
 *   soft       q = r
 *   hard       q_nk = 1 for the largest r_nk, else 0
 *
 * @see Xie, Girshick & Farhadi (2016), eq. 3.
 */
export function clusterTargets({ data, rows, columns }: Matrix, kind: TargetKind): Float32Array {
  switch (kind) {
    case 'soft':
      return Float32Array.from(data)
    case 'hard':
      return hardTargets({ data, rows, columns })
    case 'sharpened':
      return sharpenedTargets({ data, rows, columns })
    default:
      throw new InvalidOptionError('targets', "'sharpened', 'soft' or 'hard'", kind, "Leave it out for 'sharpened'.")
  }
}

function hardTargets({ data, rows, columns }: Matrix): Float32Array {
  const targets = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const shares = data.subarray(row * columns, (row + 1) * columns)
    targets[row * columns + shares.indexOf(Math.max(...shares))] = 1
  }
  return targets
}

function sharpenedTargets({ data, rows, columns }: Matrix): Float32Array {
  const counts = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) counts[i % columns] += data[i]
  const targets = new Float32Array(rows * columns)
  for (let from = 0; from < data.length; from += columns) {
    let sum = 0
    // An empty cluster has no share to divide by.
    for (let k = 0; k < columns; k++) if (counts[k] > 0) sum += data[from + k] ** 2 / counts[k]
    for (let k = 0; k < columns; k++) if (counts[k] > 0) targets[from + k] = data[from + k] ** 2 / counts[k] / sum
  }
  return targets
}
