/** Rows and vectors that are multiplied at once, so that the sums stay in registers. */
export const [rowsAtOnce, vectorsAtOnce] = [4, 2]

/**
 * Scalar products of four rows with two vectors, in one pass over the columns.
 *
 * @param columns D
 * @param rows [4, D]
 * @param vectors consecutive vectors of D numbers; the two begin at `at`.
 * @param products [2, 4] overwritten: the products of the first vector, then those of the second.
 */
export function fourRowProducts(columns: number, rows: Float64Array, vectors: Float64Array, at: number, products: Float64Array): void {
  const second = at + columns
  const [b, c, d] = [columns, 2 * columns, 3 * columns]
  let [va, vb, vc, vd] = [0, 0, 0, 0]
  let [wa, wb, wc, wd] = [0, 0, 0, 0]
  for (let i = 0; i < columns; i++) {
    const one = vectors[at + i]
    const other = vectors[second + i]
    const xa = rows[i]
    const xb = rows[b + i]
    const xc = rows[c + i]
    const xd = rows[d + i]
    va += xa * one
    vb += xb * one
    vc += xc * one
    vd += xd * one
    wa += xa * other
    wb += xb * other
    wc += xc * other
    wd += xd * other
  }
  products[0] = va
  products[1] = vb
  products[2] = vc
  products[3] = vd
  products[4] = wa
  products[5] = wb
  products[6] = wc
  products[7] = wd
}
