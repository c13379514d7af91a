import type { CovarianceType } from '@mixtura/core'
import type { Cost, Device } from '../contract/device.js'
import type { TableFacts } from '../contract/table.js'
import { passWork } from '../running/passWork.js'

/** The options of a search that its cost depends on. */
export interface SearchShape {
  readonly components: number
  readonly covarianceType: CovarianceType
  readonly starts: number | 'automatic'
  readonly maxIterations: number
}

/** Rows that starts are made from, as core draws them. */
const startRows = (components: number, columns: number): number => Math.max(2000, 100 * components, 4 * components * columns)

/** Typical number of passes over all rows, and over the drawn rows in the search for a start. Measured. */
const [usualPasses, usualStartPasses] = [60, 200]

/** A pass of fewer multiply-adds runs on one thread. */
const minSharedWork = 1.5e6

/** Multiply-adds of a pass on each of the threads that share it. */
const sharedWork = (work: number, cores: number): number => (work < minSharedWork ? work : work / cores)

/** Seconds for loading kernels, compiling code and describing results. Measured. */
const fixedSeconds = 0.15

/** Seconds of each of several fits, without its passes. Measured. */
const secondsPerFit = 0.025

/** Bytes of the kernels' workspaces and of compiled code, for any table. Measured. */
const fixedBytes = 10e6

/** Bytes of arrays that wait for the garbage collector, if there are many fits, or iterations in JavaScript. Measured. */
const scratchBytes = 19e6

/** Seconds of a search for starts and the fit of the best. */
function searchSeconds({ rows, columns }: TableFacts, shape: SearchShape, { multiplyAddsPerSecond, cores }: Device): number {
  const { components, starts, maxIterations } = shape
  const work = (passRows: number): number => sharedWork(passWork(passRows, shape, columns), cores)
  // One component is at its optimum after one step.
  if (components === 1) return (3 * work(rows)) / multiplyAddsPerSecond
  const asked = starts === 'automatic' ? 1 : starts / 4
  const fits = Math.min(maxIterations + 1, usualPasses) * work(rows)
  const search = asked * usualStartPasses * work(Math.min(rows, startRows(components, columns)))
  return (fits + search) / multiplyAddsPerSecond
}

/** Bytes of the copy of the table that threads share, and of the labels and bounds that a pass keeps for the next one. */
const searchBytes = ({ rows, columns }: TableFacts, { components }: SearchShape): number => 8 * rows * (columns + 2 * components)

/** Cost of one mixture by core's search. */
export function searchCost(table: TableFacts, shape: SearchShape, device: Device): Cost {
  return { seconds: fixedSeconds + searchSeconds(table, shape, device), bytes: fixedBytes + searchBytes(table, shape) }
}

/** Cost of mixtures that are fitted one after the other. */
export function searchesCost(table: TableFacts, shapes: readonly SearchShape[], device: Device): Cost {
  return {
    seconds: shapes.reduce((sum, shape) => sum + secondsPerFit + searchSeconds(table, shape, device), fixedSeconds),
    bytes: scratchBytes + Math.max(0, ...shapes.map(shape => searchBytes(table, shape))),
  }
}

/** Typical number of iterations of a start: about 15 if the groups are well separated, some hundreds if they overlap. */
const usualIterations = 40

/** Cost of the steps of a fit, in units of one pass of plain EM over the same rows. Measured. */
export interface StartCosts {
  /** Making a start from the drawn rows. */
  readonly startPasses: number
  /** One iteration on all rows. */
  readonly iterationPasses: number
  /** Whether threads share an iteration. */
  readonly isShared: boolean
}

/** Cost of a fit that runs every start on all rows. */
export function everyStartCost(
  { rows, columns }: TableFacts,
  shape: SearchShape & { readonly starts: number },
  { multiplyAddsPerSecond, cores }: Device,
  { startPasses, iterationPasses, isShared }: StartCosts,
): Cost {
  const { components, starts, maxIterations } = shape
  const drawn = Math.min(rows, startRows(components, columns))
  const pass = passWork(rows, shape, columns)
  const iterations = (Math.min(maxIterations, usualIterations) + 1) * iterationPasses * (isShared ? sharedWork(pass, cores) : pass)
  const each = startPasses * passWork(drawn, shape, columns) + iterations
  return { seconds: fixedSeconds + (starts * each) / multiplyAddsPerSecond, bytes: scratchBytes + 8 * rows * (columns + 4 * components) }
}
