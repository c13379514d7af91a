import { Workspace } from './workspace'

/**
 * Sorts `count` samples [.., columns] by their labels (of equal labels, the earlier row first) and transposes them into
 * groups of eight, [groups, columns, 8]. Neighbours in a group mostly belong to one component, so a component that is out
 * of reach of one is out of reach of all. Lanes behind the last row repeat it.
 *
 *   rowAtPosition[position] = row;   labelStarts[k] .. labelStarts[k + 1] = positions of the rows with label k
 *
 * Labels that name no component become 0. Twin of the reference kernel of the same name; the results are equal.
 */
export function loadRows(workspace: Workspace): void {
  const samples = workspace.samples, labels = workspace.labels
  const order = workspace.rowAtPosition, starts = workspace.labelStarts
  const count = workspace.count, components = workspace.components
  // starts[k + 2] first counts label k. The running sum makes starts[k + 1] the start of label k, and each row that is
  // then placed moves it by one, until it is the start of label k + 1.
  memory.fill(starts, 0, (<usize>components + 2) << 2)
  for (let b = 0; b < count; b++) {
    const at = labels + ((<usize>b) << 2)
    if (<u32>load<i32>(at) >= <u32>components) store<i32>(at, 0)
    const start = starts + ((<usize>load<i32>(at) + 2) << 2)
    store<i32>(start, load<i32>(start) + 1)
  }
  for (let k = 1; k <= components; k++) {
    const start = starts + ((<usize>k) << 2)
    store<i32>(start, load<i32>(start) + load<i32>(start - 4))
  }
  for (let b = 0; b < count; b++) {
    const start = starts + ((<usize>load<i32>(labels + ((<usize>b) << 2)) + 1) << 2)
    const position = load<i32>(start)
    store<i32>(order + ((<usize>position) << 2), b)
    store<i32>(start, position + 1)
  }
  const padded = (count + 7) & ~7
  const last = load<i32>(order + ((<usize>(count - 1)) << 2))
  for (let position = count; position < padded; position++) store<i32>(order + ((<usize>position) << 2), last)

  const columnBytes = (<usize>workspace.columns) << 3
  for (let position = 0; position < padded; position += 2) {
    const at = order + ((<usize>position) << 2)
    const left = samples + <usize>load<i32>(at) * columnBytes
    const right = samples + <usize>load<i32>(at, 4) * columnBytes
    let out = workspace.groupedSamples + <usize>(position >> 3) * (columnBytes << 3) + ((<usize>(position & 7)) << 3)
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
