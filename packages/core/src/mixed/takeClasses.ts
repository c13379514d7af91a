/**
 * The values of some classes, in the given order.
 *
 * @param values as many numbers for each of the K components.
 */
export function takeClasses(values: Float64Array, classes: readonly number[], components: number): Float64Array {
  const size = values.length / components
  const taken = new Float64Array(classes.length * size)
  classes.forEach((from, to) => taken.set(values.subarray(from * size, (from + 1) * size), to * size))
  return taken
}
