/** A dense matrix: `data[row * columns + column]`, row-major. */
export interface Matrix {
  readonly data: Float64Array | Float32Array
  readonly rows: number
  readonly columns: number
}
