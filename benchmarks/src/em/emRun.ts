import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { peerEnvironment } from '../peerEnvironment.js'
import type { EmCase } from './cases.js'
import type { EmStart } from './createData.js'

/** What a run is asked on its standard input, as JSON. */
export interface EmRequest {
  readonly emCase: EmCase
  /** Raw float64, [rows, columns] row-major. */
  readonly dataPath: string
  readonly task: IterationTask | ConvergenceTask
}

/** So many iterations from the given start. */
export interface IterationTask {
  readonly kind: 'iterations'
  readonly start: EmStart
  readonly iterations: number
}

/** A whole fit by default options, but for those of the peer that are named. */
export interface ConvergenceTask {
  readonly kind: 'convergence'
  readonly seed: number
  /** The peer's n_init and tol; Mixtura has only its defaults. */
  readonly peer?: { readonly starts: number; readonly tolerance: number }
}

/** What it answers on its standard output, as JSON. */
export interface EmResult {
  /** Of one iteration, or of the whole fit. */
  readonly milliseconds: number
  /** Nats per sample, at the end. */
  readonly meanLogLikelihood: number
  /** Highest resident memory less that before the data were read. */
  readonly peakBytes: number
  /** What a Python peer's linear algebra ran on. */
  readonly threadPools?: readonly ThreadPool[]
}

/** One library with threads of its own, as threadpoolctl sees it in the process that was timed. */
export interface ThreadPool {
  readonly library: string
  readonly version: string | null
  /** The processor family whose kernels run, for BLAS. */
  readonly architecture: string | null
  readonly threads: number
}

/** Both sides have so many. */
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
  /** Of what it stands on. */
  readonly libraries?: Readonly<Record<string, string>>
}

const versionsOfPython =
  'import json, platform, numpy, scipy, sklearn, threadpoolctl; print(json.dumps(dict(' +
  'sklearn=sklearn.__version__, numpy=numpy.__version__, scipy=scipy.__version__, threadpoolctl=threadpoolctl.__version__, python=platform.python_version())))'

/** The Python that has scikit-learn: MIXTURA_PYTHON, else python3 or python on the path. */
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

/** Peers have two threads, and so has Mixtura where the machine has two cores; nothing in the environment hinders a peer. */
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

/** The kernels that a Python peer's BLAS libraries ran, such as `SkylakeX`; '-' where it did not say. */
export function blasKernels(result: EmResult | null): string {
  const kernels = (result?.threadPools ?? []).flatMap(({ architecture }) => architecture ?? [])
  return [...new Set(kernels)].join('+') || '-'
}
