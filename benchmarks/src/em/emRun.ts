import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { peerEnvironment } from '../peerEnvironment.js'
import type { EmCase } from './cases.js'
import type { EmStart } from './createData.js'

/** Request to a run: JSON on its standard input. */
export interface EmRequest {
  readonly emCase: EmCase
  /** Raw float64, [rows, columns] row-major. */
  readonly dataPath: string
  readonly task: IterationTask | ConvergenceTask
}

/** A number of iterations from a given start. */
export interface IterationTask {
  readonly kind: 'iterations'
  readonly start: EmStart
  readonly iterations: number
}

/** A whole fit with default options; a peer may have other settings. */
export interface ConvergenceTask {
  readonly kind: 'convergence'
  readonly seed: number
  /** The peer's n_init and tol; Mixtura has only its defaults. */
  readonly peer?: { readonly starts: number; readonly tolerance: number }
}

/** Result of a run: JSON on its standard output. */
export interface EmResult {
  /** Time of one iteration, or of the whole fit. */
  readonly milliseconds: number
  /** At the end, nats per sample. */
  readonly meanLogLikelihood: number
  /** Peak resident memory minus the resident memory before the data were read. */
  readonly peakBytes: number
  /** Thread pools of a Python peer's linear algebra. */
  readonly threadPools?: readonly ThreadPool[]
}

/** A library with its own threads, as threadpoolctl reports it in the timed process. */
export interface ThreadPool {
  readonly library: string
  readonly version: string | null
  /** Processor family of the kernels that a BLAS library uses. */
  readonly architecture: string | null
  readonly threads: number
}

/** Threads of each side. */
export const threadCount = 2

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export function runMixtura(request: EmRequest): EmResult {
  return run(process.execPath, ['--import', 'tsx', here('runMixtura.ts')], request)
}

export function runScikitLearn(python: string, request: EmRequest): EmResult {
  return run(python, [here('runScikitLearn.py')], request)
}

export function runMclust(rscript: string, request: EmRequest): EmResult {
  const { rows, columns, components, covarianceType } = request.emCase
  return run(rscript, [here('runMclust.R'), request.dataPath, ...[rows, columns, components, covarianceType].map(String)], request)
}

export interface Peer {
  readonly command: string
  readonly version: string
  /** Versions of the libraries that it depends on. */
  readonly libraries?: Readonly<Record<string, string>>
}

const versionsOfPython =
  'import json, platform, numpy, scipy, sklearn, threadpoolctl; print(json.dumps(dict(' +
  'sklearn=sklearn.__version__, numpy=numpy.__version__, scipy=scipy.__version__, threadpoolctl=threadpoolctl.__version__, python=platform.python_version())))'

/** Finds a Python with scikit-learn: MIXTURA_PYTHON, python3 or python. */
export function findScikitLearn(): Peer | undefined {
  const candidates = [process.env.MIXTURA_PYTHON, 'python3', 'python']
  const found = find(candidates, ['-c', versionsOfPython])
  if (!found) return undefined
  const { sklearn, ...libraries } = JSON.parse(found.version) as Record<string, string>
  return { command: found.command, version: sklearn!, libraries }
}

export function findMclust(): Peer | undefined {
  return find(['Rscript'], ['-e', 'cat(as.character(packageVersion("mclust")))'])
}

function find(commands: readonly (string | undefined)[], question: readonly string[]): Peer | undefined {
  for (const command of commands) {
    if (!command) continue
    const { status, stdout } = spawnSync(command, question, { encoding: 'utf8', env: peerEnvironment(process.env, threadCount) })
    if (status === 0) return { command, version: stdout.trim() }
  }
  return undefined
}

/** Runs one side. Peers have two threads and an environment without variables that slow them. */
function run(command: string, args: readonly string[], request: EmRequest): EmResult {
  const { status, stdout, stderr } = spawnSync(command, args, {
    input: JSON.stringify(request),
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    env: command === process.execPath ? process.env : peerEnvironment(process.env, threadCount),
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`)
  return JSON.parse(stdout) as EmResult
}

/** Kernels that a Python peer's BLAS libraries used, for example `SkylakeX`; '-' if unknown. */
export function blasKernels(result: EmResult | null): string {
  const kernels = (result?.threadPools ?? []).flatMap(({ architecture }) => architecture ?? [])
  return [...new Set(kernels)].join('+') || '-'
}
