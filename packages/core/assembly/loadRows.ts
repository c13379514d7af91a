/**
 * Sorts `count` rows [.., columns] by their labels (of equals, the earlier first) and transposes them into groups of
 * eight, [groups, columns, 8]: neighbours in a group mostly belong to one component, so a component that is out of
 * reach of one is out of reach of all. Lanes behind the last row repeat it.
 *
 *   order[position] = row;   bounds[k] .. bounds[k + 1] = positions of the rows with label k
 *
 * Labels are i32; those that are no component count as 0.
 */
export function loadRows(
  rows: usize, labels: usize, order: usize, bounds: usize, block: usize,
  count: i32, columns: i32, components: i32,
): void {
  // Counts stand two places further: the running sum makes them starts, one further; filling moves each to its end.
  memory.fill(bounds, 0, (<usize>components + 2) << 2)
  for (let b = 0; b < count; b++) {
    const at = labels + ((<usize>b) << 2)
    if (<u32>load<i32>(at) >= <u32>components) store<i32>(at, 0)
    const bound = bounds + ((<usize>load<i32>(at) + 2) << 2)
    store<i32>(bound, load<i32>(bound) + 1)
  }
  for (let k = 1; k <= components; k++) {
    const bound = bounds + ((<usize>k) << 2)
    store<i32>(bound, load<i32>(bound) + load<i32>(bound - 4))
  }
  for (let b = 0; b < count; b++) {
    const bound = bounds + ((<usize>load<i32>(labels + ((<usize>b) << 2)) + 1) << 2)
    const position = load<i32>(bound)
    store<i32>(order + ((<usize>position) << 2), b)
    store<i32>(bound, position + 1)
  }
  const padded = (count + 7) & ~7
  const last = load<i32>(order + ((<usize>(count - 1)) << 2))
  for (let position = count; position < padded; position++) store<i32>(order + ((<usize>position) << 2), last)

  const columnBytes = (<usize>columns) << 3
  for (let position = 0; position < padded; position += 2) {
    const at = order + ((<usize>position) << 2)
    const left = rows + <usize>load<i32>(at) * columnBytes
    const right = rows + <usize>load<i32>(at, 4) * columnBytes
    let out = block + <usize>(position >> 3) * (columnBytes << 3) + ((<usize>(position & 7)) << 3)
    let i: usize = 0
    for (; i + 16 <= columnBytes; i += 16, out += 128) {
      const a = v128.load(left + i), b = v128.load(right + i)
      v128.store(out, v128.shuffle<f64>(a, b, 0, 2))
      v128.store(out, v128.shuffle<f64>(a, b, 1, 3), 64)
    }
    if (i < columnBytes) {
      store<f64>(out, load<f64>(left + i))
      store<f64>(out, load<f64>(right + i), 8)
    }
  }
}
