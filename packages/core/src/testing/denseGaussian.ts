/** Determinant and solutions for a covariance by Gaussian elimination; slow, but independent of the library's factors. */
export interface DenseGaussian {
  /** ln |Σ| */
  readonly logDeterminant: number
  /** [D] Σ⁻¹ y */
  solve(y: readonly number[]): readonly number[]
}

/** @param covariance [D, D] row-major. */
export function denseGaussian(covariance: ArrayLike<number>, size: number): DenseGaussian {
  const eliminate = (right: readonly number[]): { readonly solution: readonly number[]; readonly logDeterminant: number } => {
    const rows = Array.from({ length: size }, (_, i) => [
      ...Array.from({ length: size }, (__, j) => covariance[i * size + j]),
      right[i],
    ])
    let logDeterminant = 0
    for (let column = 0; column < size; column++) {
      let pivot = column
      for (let i = column + 1; i < size; i++) if (Math.abs(rows[i][column]) > Math.abs(rows[pivot][column])) pivot = i
      ;[rows[column], rows[pivot]] = [rows[pivot], rows[column]]
      logDeterminant += Math.log(Math.abs(rows[column][column]))
      for (let i = 0; i < size; i++) {
        if (i === column) continue
        const multiple = rows[i][column] / rows[column][column]
        for (let j = column; j <= size; j++) rows[i][j] -= multiple * rows[column][j]
      }
    }
    return { solution: rows.map((row, i) => row[size] / row[i]), logDeterminant }
  }
  return {
    logDeterminant: eliminate(new Array<number>(size).fill(0)).logDeterminant,
    solve: y => eliminate(y).solution,
  }
}
