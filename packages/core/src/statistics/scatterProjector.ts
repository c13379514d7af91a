import { fourRowProducts, rowsAtOnce, vectorsAtOnce } from './fourRowProducts.js'

/** Computes the product of the scatter of weighted rows with some directions, for one component after the other. */
export interface ScatterProjector {
  /** @param directions [D, m] V, not modified. */
  begin(directions: Float64Array): void
  /** @returns [D] array into which the caller must write the next row minus its centre before it calls again. */
  next(weight: number): Float64Array
  /** @param projections [D, m]; Σ_b w_b x_b (x_bᵀ V) over all rows since `begin` is added to it. */
  end(projections: Float64Array): void
}

/**
 * @param columns D
 * @param width m
 */
export function createScatterProjector(columns: number, width: number): ScatterProjector {
  const padded = vectorsAtOnce * Math.ceil(width / vectorsAtOnce)
  /** [m, D] the directions one after the other, padded with one of zeros if m is odd. */
  const along = new Float64Array(padded * columns)
  const sums = new Float64Array(padded * columns)
  const centred = new Float64Array(rowsAtOnce * columns)
  const rows = Array.from({ length: rowsAtOnce }, (_, row) => centred.subarray(row * columns, (row + 1) * columns))
  const weights = new Float64Array(rowsAtOnce)
  const products = new Float64Array(rowsAtOnce * vectorsAtOnce)
  let buffered = 0
  const addBuffered = (): void => {
    for (let row = buffered; row < rowsAtOnce; row++) {
      rows[row].fill(0)
      weights[row] = 0
    }
    for (let m = 0; m < padded; m += vectorsAtOnce) addProducts({ columns, centred, weights, along, sums, products }, m * columns)
    buffered = 0
  }
  return {
    begin(directions) {
      for (let i = 0, at = 0; i < columns; i++) for (let m = 0; m < width; m++) along[m * columns + i] = directions[at++]
      sums.fill(0)
      buffered = 0
    },
    next(weight) {
      if (buffered === rowsAtOnce) addBuffered()
      weights[buffered] = weight
      return rows[buffered++]
    },
    end(projections) {
      if (buffered > 0) addBuffered()
      for (let i = 0, at = 0; i < columns; i++) for (let m = 0; m < width; m++) projections[at++] += sums[m * columns + i]
    },
  }
}

interface Products {
  readonly columns: number
  /** [4, D] */
  readonly centred: Float64Array
  /** [4] */
  readonly weights: Float64Array
  readonly along: Float64Array
  readonly sums: Float64Array
  /** [2, 4] overwritten. */
  readonly products: Float64Array
}

/** Adds the products of four rows with the two directions that begin at `v`. */
function addProducts({ columns, centred, weights, along, sums, products }: Products, v: number): void {
  fourRowProducts(columns, centred, along, v, products)
  for (let at = 0; at < products.length; at++) products[at] *= weights[at % rowsAtOnce]
  const va = products[0]
  const vb = products[1]
  const vc = products[2]
  const vd = products[3]
  const wa = products[4]
  const wb = products[5]
  const wc = products[6]
  const wd = products[7]
  const w = v + columns
  const [b, c, d] = [columns, 2 * columns, 3 * columns]
  for (let i = 0; i < columns; i++) {
    const xa = centred[i]
    const xb = centred[b + i]
    const xc = centred[c + i]
    const xd = centred[d + i]
    sums[v + i] += xa * va + xb * vb + xc * vc + xd * vd
    sums[w + i] += xa * wa + xb * wb + xc * wc + xd * wd
  }
}
