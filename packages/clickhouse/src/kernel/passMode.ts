import type { ScatterKind } from '@mixtura/core'
import type { ComputingMode } from '../options.js'
import { onEveryShard, type Shard } from '../shards/shard.js'
import { installAt, installProblem, kernelProblem } from './kernelFunctions.js'

/**
 * What decided how a pass is computed. `asked`: the caller. `old-server`: a server has no functions in WebAssembly. `not-configured`: the configuration
 * of a server does not allow them. `refused`: a server did not let the kernels be installed, or did not say whether it may. `few-numbers` and
 * `many-numbers`: the servers can do both, and the size of the statement decides.
 */
export type PassCause = 'asked' | 'old-server' | 'not-configured' | 'refused' | 'few-numbers' | 'many-numbers'

/** How a pass is computed, and why. */
export interface PassMode {
  readonly mode: 'sql' | 'kernel'
  readonly reason: string
  /** The reason for programs. */
  readonly cause: PassCause
  /** Sums of a pass, for each of which a statement computes a number of each row; null unless the cause is their number. */
  readonly numbers: number | null
}

/** What decides how long a pass takes. */
export interface PassShape {
  /** K */
  readonly components: number
  /** D */
  readonly columns: number
  readonly scatter: ScatterKind
}

/**
 * Numbers that a SELECT computes for each row, up to which it is faster than a function in WebAssembly: to hand a block of rows over
 * costs a server about as much as these. `npm run bench -- clickhouse` measures both sides of it.
 */
const sqlNumbers = 100

/**
 * Asks the servers once, and installs the kernels where the mode demands them.
 *
 * @returns the mode of a pass of a shape.
 * @throws {ClickHouseStatementError} {ClickHouseUnreachableError} if the kernels are demanded and cannot be installed.
 */
export async function choosePassMode(shards: readonly Shard[], mode: ComputingMode, signal: AbortSignal | undefined): Promise<(shape: PassShape) => PassMode> {
  if (mode === 'sql') return () => ({ mode, reason: 'the source was asked for SQL', cause: 'asked', numbers: null })
  if (mode === 'kernel') {
    await onEveryShard(shards, signal, installAt)
    return () => ({ mode, reason: 'the source was asked for kernels', cause: 'asked', numbers: null })
  }
  // Nothing is installed anywhere unless every server may run it.
  for (const problemAt of [kernelProblem, installProblem]) {
    const problems = await onEveryShard(shards, signal, problemAt)
    const at = problems.findIndex(problem => problem !== null)
    const problem = problems[at]
    if (!problem) continue
    const server = shards.length === 1 ? 'the server' : `shard ${at + 1} of ${shards.length}`
    return () => ({ mode: 'sql', reason: `${server} cannot run the kernels: ${problem.reason}`, cause: problem.cause, numbers: null })
  }
  return shape => {
    const numbers = numbersOfRow(shape)
    return numbers <= sqlNumbers
      ? { mode: 'sql', reason: `a statement of ${numbers} numbers a row is faster than the kernels, which pay from ${sqlNumbers + 1} on`, cause: 'few-numbers', numbers }
      : { mode: 'kernel', reason: `every server runs the kernels, which are faster from ${sqlNumbers + 1} numbers a row on; this pass has ${numbers}`, cause: 'many-numbers', numbers }
  }
}

/** Sums of a pass, for each of which a statement computes a number of each row. */
function numbersOfRow({ components, columns, scatter }: PassShape): number {
  return components * (1 + columns + (scatter === 'full' ? (columns * (columns + 1)) / 2 : columns))
}
