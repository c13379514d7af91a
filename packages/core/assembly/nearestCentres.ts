/**
 * For each sample b of a block [columns, blockRows]: distances[b] = min_k |x_b - centre_k|^2 and
 * labels[b] = the k that has it, the lowest of equals, as a float64.
 * Twin of the reference kernel of the same name; parity is relative 1e-12.
 */
export function nearestCentres(
  block: usize, centres: usize, distances: usize, labels: usize,
  blockRows: i32, columns: i32, components: i32,
): void {
  const rowBytes = (<usize>blockRows) << 3
  for (let b = 0; b < blockRows; b += 4) {
    const offset = (<usize>b) << 3
    let best0 = f64x2.splat(Infinity), best1 = best0
    let label0 = f64x2.splat(0), label1 = label0
    let c = centres
    for (let k = 0; k < components; k++) {
      let s0 = f64x2.splat(0), s1 = s0
      let x = block + offset
      for (let i = 0; i < columns; i++, x += rowBytes, c += 8) {
        const shift = v128.load64_splat(c)
        const d0 = f64x2.sub(v128.load(x), shift), d1 = f64x2.sub(v128.load(x, 16), shift)
        s0 = f64x2.add(s0, f64x2.mul(d0, d0))
        s1 = f64x2.add(s1, f64x2.mul(d1, d1))
      }
      const label = f64x2.splat(<f64>k)
      const closer0 = f64x2.lt(s0, best0), closer1 = f64x2.lt(s1, best1)
      best0 = v128.bitselect(s0, best0, closer0)
      best1 = v128.bitselect(s1, best1, closer1)
      label0 = v128.bitselect(label, label0, closer0)
      label1 = v128.bitselect(label, label1, closer1)
    }
    v128.store(distances + offset, best0)
    v128.store(distances + offset, best1, 16)
    v128.store(labels + offset, label0)
    v128.store(labels + offset, label1, 16)
  }
}
