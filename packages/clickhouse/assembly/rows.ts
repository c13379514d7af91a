import { fail } from './buffers'

/**
 * A block of rows in the format Buffers: u64 columns, u64 rows, and of each column u64 bytes and its values. The first column has the
 * cells of each row as an array: the ends of the arrays [rows] and their values. The last one has the image of a model in the first
 * row, and nothing in the others.
 */
const headerBytes: usize = 16

/** Address of the cells [rows, columns]. */
export function cellsOf(block: usize, rows: u32): usize {
  return block + headerBytes + 8 + (<usize>rows << 3)
}

/** Number of cells of all rows. */
export function cellCount(block: usize, rows: u32): u32 {
  return (load<u32>(block, headerBytes) >> 3) - rows
}

/** Address of the column behind another one: of its bytes, which its values follow. */
function nextColumn(column: usize): usize {
  return column + 8 + <usize>load<u32>(column)
}

/** Address of the second column's values: the weights [rows], where a block has them. */
export function weightsOf(block: usize): usize {
  return nextColumn(block + headerBytes) + 8
}

/** Address of the image in the first row. Its length stands before it, in seven bits a byte. */
export function imageOf(block: usize): usize {
  let column = block + headerBytes
  for (let i = load<i32>(block); i > 1; i--) column = nextColumn(column)
  let at = column + 8
  let length: u32 = 0
  for (let shift = 0; ; shift += 7) {
    const byte = load<u8>(at++)
    length |= <u32>(byte & 127) << shift
    if (byte < 128) break
  }
  if (length == 0) fail('the first row of a block has no model: webassembly_udf_max_input_block_size must be 0')
  return at
}
