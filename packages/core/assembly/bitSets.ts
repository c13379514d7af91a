/** Sets of small integers as bits, in words of 64. */

/** Bytes of a set of integers below `size`. */
// @ts-ignore: decorator
@inline
export function setBytes(size: i32): usize {
  return (<usize>((size + 63) >> 6)) << 3
}

/** Offset in bytes of the word of an integer in a set. */
// @ts-ignore: decorator
@inline
export function wordOf(i: i32): usize {
  return (<usize>(i >> 6)) << 3
}

// @ts-ignore: decorator
@inline
export function include(set: usize, i: i32): void {
  const at = set + wordOf(i)
  store<u64>(at, load<u64>(at) | ((<u64>1) << (<u64>(i & 63))))
}

/** Writes the members of a set, times `scale`, as i32 in ascending order; returns where they end. */
// @ts-ignore: decorator
@inline
export function listMembers(set: usize, bytes: usize, list: usize, scale: i32): usize {
  for (let from = 0, word = set; word < set + bytes; word += 8, from += 64) {
    for (let bits = load<u64>(word); bits != 0; bits &= bits - 1, list += 4) store<i32>(list, (from + <i32>ctz(bits)) * scale)
  }
  return list
}

// @ts-ignore: decorator
@inline
export function membersCount(set: usize, bytes: usize): i32 {
  let count: u64 = 0
  for (let word = set; word < set + bytes; word += 8) count += popcnt(load<u64>(word))
  return <i32>count
}
