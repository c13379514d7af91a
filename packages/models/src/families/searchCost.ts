import type { CovarianceType } from '@mixtura/core'
import type { Cost, Device } from '../contract/device.js'
import type { TableFacts } from '../contract/table.js'
import { passWork } from '../running/passWork.js'

/** A search of core, as far as its cost depends on it. */
export interface SearchShape {
  readonly components: number
  readonly covarianceType: CovarianceType
  readonly starts: number | 'automatic'
  readonly maxIterations: number
}

/** Rows that starts are made from, as core draws them. */
const startRows = (components: number, columns: number): number => Math.max(2000, 100 * components, 4 * components * columns)

/** Passes over all rows of a usual fit, and over the drawn rows of the search for its start. Measured. */
const [usualPasses, usualStartPasses] = [60, 200]

/** Passes that are too short for threads take one, below this many multiply-adds. */
const minSharedWork = 1.5e6

/** Seconds that a small fit takes: kernels are loaded, code is compiled, results are described. Measured. */
const fixedSeconds = 0.15

/** Bytes of the kernels' workspaces and of compiled code, however small the table. Measured. */
const fixedBytes = 4e6

export function searchCost({ rows, columns }: TableFacts, shape: SearchShape, { multiplyAddsPerSecond, cores }: Device): Cost {
  const { components, starts, maxIterations } = shape
  const drawn = Math.min(rows, startRows(components, columns))
  const work = (passRows: number): number => {
    const one = passWork(passRows, shape, columns)
    return one < minSharedWork ? one : one / cores
  }
  const asked = starts === 'automatic' ? 1 : starts / 4
  const fits = Math.min(maxIterations + 1, usualPasses) * work(rows)
  const search = components === 1 ? 0 : asked * usualStartPasses * work(drawn)
  // Threads share a copy of the table; labels and bounds of the last pass are remembered for each component.
  return { seconds: fixedSeconds + (fits + search) / multiplyAddsPerSecond, bytes: fixedBytes + 8 * rows * (columns + 2 * components) }
}

/** Iterations of a start that is run to its end: about 15 where groups lie apart, some hundreds where they overlap. */
const usualIterations = 40

/** Bytes of a fit in JavaScript, whose arrays of one iteration wait to be collected. Measured. */
const scratchBytes = 24e6

/** What a fit takes beside plain EM, in passes over rows of the same number. Measured. */
export interface StartCosts {
  /** To make a start from the drawn rows. */
  readonly startPasses: number
  /** For one iteration on all rows. */
  readonly iterationPasses: number
}

/** Cost of a fit that runs every start on all rows. */
export function everyStartCost(
  { rows, columns }: TableFacts,
  shape: SearchShape & { readonly starts: number },
  { multiplyAddsPerSecond }: Device,
  { startPasses, iterationPasses }: StartCosts,
): Cost {
  const { components, starts, maxIterations } = shape
  const drawn = Math.min(rows, startRows(components, columns))
  const each = startPasses * passWork(drawn, shape, columns) + (Math.min(maxIterations, usualIterations) + 1) * iterationPasses * passWork(rows, shape, columns)
  return { seconds: fixedSeconds + (starts * each) / multiplyAddsPerSecond, bytes: scratchBytes + 8 * rows * (columns + 4 * components) }
}
