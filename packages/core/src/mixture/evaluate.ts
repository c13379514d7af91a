import { createYielder, type Matrix } from '@mixtura/numerics'
import { covarianceStructure } from '../covariance/structures.js'
import { openKernels } from '../kernels/openKernels.js'
import type { ScatterKind } from '../kernels/workspace.js'
import { createWorkspacePool } from '../kernels/workspacePool.js'
import { marginalParameters } from '../model/marginalParameters.js'
import type { MixtureParameters } from '../model/parameters.js'
import { evaluateRows, type RowResults } from '../statistics/evaluateRows.js'
import { groupByPattern, hasMissingCells, type MissingPattern } from '../statistics/missingPatterns.js'
import { passThreadCount } from '../statistics/passThreadCount.js'
import { loadModel, prepareModel, workspaceShape } from '../statistics/preparedModel.js'
import { newProgress } from '../statistics/segmentedPass.js'
import { cutIntoSegments } from '../statistics/segments.js'
import { shareSegments } from '../statistics/shareSegments.js'
import { shareMatrix } from '../threads/shareNumbers.js'

/** The name of something that a mixture says of each row. */
export type RowResultName = keyof RowResults

/** The results that were asked for. */
export type Evaluated<Name extends RowResultName> = { readonly [Asked in Name]-?: NonNullable<RowResults[Asked]> }

export interface EvaluateOptions {
  readonly missing?: 'error' | 'marginalize' | undefined
  readonly threads?: number | undefined
}

/**
 * Evaluates samples [N, D], checked by the caller. Samples with missing cells (NaN) are grouped by their observed columns, and each
 * group is evaluated under the marginal mixture of these columns.
 */
export async function evaluate<Name extends RowResultName>(
  model: MixtureParameters,
  samples: Matrix,
  asked: readonly Name[],
  { missing = 'error', threads }: EvaluateOptions = {},
): Promise<Evaluated<Name>> {
  if (missing === 'error' || !hasMissingCells(samples)) return evaluateComplete(model, samples, asked, threads)
  const results = newResults(asked, samples.rows, model.components)
  for (const pattern of groupByPattern(samples)) {
    const ofPattern = pattern.observed.length === 0
      ? ofUnobserved(model, pattern.rows.length, asked)
      : await evaluateComplete(marginalParameters(model, pattern.observed, scatterOf(model)), pattern.samples, asked, threads)
    copyToRows(results, ofPattern, pattern)
  }
  return results
}

async function evaluateComplete<Name extends RowResultName>(
  model: MixtureParameters,
  samples: Matrix,
  asked: readonly Name[],
  threads: number | undefined,
): Promise<Evaluated<Name>> {
  const count = threadCount(model, samples, threads)
  const shared = count > 1 ? shareMatrix(samples) : samples
  const results = newResults(asked, samples.rows, model.components, count > 1 ? SharedArrayBuffer : ArrayBuffer)
  const prepared = prepareModel(model)
  await createWorkspacePool(await openKernels()).use(workspaceShape(prepared, { scatter: 'diagonal' }), async kernels => {
    loadModel(kernels, prepared)
    const pass = {
      model: prepared,
      scatter: 'diagonal' as const,
      segments: cutIntoSegments(samples.rows, model.components),
      progress: newProgress(count),
      samples: shared,
      results,
    }
    await shareSegments(pass, { kernels: kernels.name, threads: count, compute: range => evaluateRows(kernels, pass, range), yieldIfDue: createYielder() })
  })
  return count > 1 ? inOwnMemory(results) : results
}

/** Without a given number, several threads are used only for samples in shared memory: a copy would take longer than it saves. */
function threadCount(model: MixtureParameters, samples: Matrix, threads: number | undefined): number {
  const asked = threads ?? (samples.data.buffer instanceof ArrayBuffer ? 1 : undefined)
  return passThreadCount({ samples }, { model, scatter: scatterOf(model), threads: asked })
}

function newResults<Name extends RowResultName>(
  asked: readonly Name[],
  rows: number,
  components: number,
  memory: typeof ArrayBuffer | typeof SharedArrayBuffer = ArrayBuffer,
): Evaluated<Name> {
  const results = asked.map(name => {
    if (name === 'labels') return [name, new Int32Array(new memory(Int32Array.BYTES_PER_ELEMENT * rows))]
    const length = name === 'responsibilities' ? rows * components : rows
    return [name, new Float64Array(new memory(Float64Array.BYTES_PER_ELEMENT * length))]
  })
  return Object.fromEntries(results) as Evaluated<Name>
}

/** Copies results out of shared memory, which not every use of an array accepts. */
function inOwnMemory<Name extends RowResultName>(results: Evaluated<Name>): Evaluated<Name> {
  const entries = Object.entries<Float64Array | Int32Array>(results)
  return Object.fromEntries(entries.map(([name, values]) => [name, values.slice()])) as Evaluated<Name>
}

/** Rows without any observed cell have density 1, and their posterior probabilities are the weights. */
function ofUnobserved<Name extends RowResultName>({ components, weights }: MixtureParameters, rows: number, asked: readonly Name[]): Evaluated<Name> {
  const results: RowResults = newResults(asked, rows, components)
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0)
  results.labels?.fill(weights.indexOf(largest))
  results.largest?.fill(largest)
  results.entropies?.fill(weights.reduce((sum, weight) => (weight > 0 ? sum - weight * Math.log(weight) : sum), 0))
  for (let row = 0; row < rows; row++) results.responsibilities?.set(weights, row * components)
  return results as Evaluated<Name>
}

/** Copies the results of a pattern to where its rows stand in the whole table. */
function copyToRows<Name extends RowResultName>(results: Evaluated<Name>, ofPattern: Evaluated<Name>, { rows }: MissingPattern): void {
  for (const name of Object.keys(results) as Name[]) {
    const [to, from]: readonly (Float64Array | Int32Array)[] = [results[name], ofPattern[name]]
    const width = from.length / rows.length
    rows.forEach((row, at) => {
      for (let i = 0; i < width; i++) to[row * width + i] = from[at * width + i]
    })
  }
}

function scatterOf(model: MixtureParameters): ScatterKind {
  return covarianceStructure(model.covarianceType).layout.scatter
}
