/** Rows per parameter of the first heat, and its largest share of all rows. */
const [rowsPerParameter, firstShare] = [16, 1 / 4]
/** Growth of a later heat, its smallest growth if all rows are few, and its largest share of all rows. */
const [heatGrowth, minGrowth, laterShare] = [8, 2, 2 / 5]
/** With fewer rows, optima are hard to distinguish; with the larger number they are distinguished well enough. */
const [fewHeatRows, maxHeatRows] = [10_000, 2 ** 17]

/**
 * Number of rows of each heat; no heats if starts are made from all rows.
 *
 * With too few rows per parameter, a mixture fits these rows instead of the data. Few rows also do not show which optimum is
 * best for all rows: optima often differ by 0.002 nats per sample, about the standard deviation of that difference among
 * 10,000 rows. Later heats start close to their optima, and the last one ends close to the optimum of all rows, which saves
 * part of their time.
 */
export function heatRows({ startRows, rows, parameters }: { readonly startRows: number; readonly rows: number; readonly parameters: number }): readonly number[] {
  if (startRows >= rows) return []
  const first = Math.max(startRows, Math.min(rowsPerParameter * parameters, Math.floor(rows * firstShare)))
  const heats = [first]
  const largest = Math.min(maxHeatRows, Math.floor(rows * laterShare))
  let last = first
  while (heatGrowth * last <= largest) heats.push((last *= heatGrowth))
  if (last < fewHeatRows && minGrowth * last <= largest) heats.push(largest)
  return heats
}
