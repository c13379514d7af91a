/**
 * centred[i, b] = block[i, b] - mean[i] for a block [columns, blockRows] with blockRows a multiple of 8.
 */
// @ts-ignore: decorator
@inline
export function centreBlock(block: usize, mean: usize, centred: usize, blockRows: i32, columns: i32): void {
  const rowBytes = (<usize>blockRows) << 3
  for (let i = 0; i < columns; i++) {
    const shift = v128.load64_splat(mean + ((<usize>i) << 3))
    const end = block + rowBytes
    while (block < end) {
      v128.store(centred, f64x2.sub(v128.load(block), shift))
      v128.store(centred, f64x2.sub(v128.load(block, 16), shift), 16)
      v128.store(centred, f64x2.sub(v128.load(block, 32), shift), 32)
      v128.store(centred, f64x2.sub(v128.load(block, 48), shift), 48)
      block += 64
      centred += 64
    }
  }
}
