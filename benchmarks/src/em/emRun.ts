import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { EmCase } from './cases.js'
import type { EmStart } from './createData.js'

/** What a run is asked on its standard input, as JSON. */
export interface EmRequest {
  readonly emCase: EmCase
  readonly start: EmStart
  /** Raw float64, [rows, columns] row-major. */
  readonly dataPath: string
  readonly iterations: number
}

/** What it answers on its standard output, as JSON. */
export interface EmResult {
  readonly millisecondsPerIteration: number
  readonly meanLogLikelihood: number
  /** Highest resident memory less that before the data were read. */
  readonly peakBytes: number
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

export function runMixtura(request: EmRequest): EmResult {
  return run(process.execPath, ['--import', 'tsx', here('runMixtura.ts')], request)
}

export function runScikitLearn(python: string, request: EmRequest): EmResult {
  return run(python, [here('runScikitLearn.py')], request)
}

/** The Python that has scikit-learn: MIXTURA_PYTHON, else python3 or python on the path; and its version. */
export function findScikitLearn(): { readonly python: string; readonly version: string } | undefined {
  for (const python of [process.env.MIXTURA_PYTHON, 'python3', 'python']) {
    if (!python) continue
    const found = spawnSync(python, ['-c', 'import sklearn; print(sklearn.__version__)'], { encoding: 'utf8' })
    if (found.status === 0) return { python, version: found.stdout.trim() }
  }
  return undefined
}

function run(command: string, args: readonly string[], request: EmRequest): EmResult {
  const { status, stdout, stderr } = spawnSync(command, args, {
    input: JSON.stringify(request),
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '2', OPENBLAS_NUM_THREADS: '2' },
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`)
  return JSON.parse(stdout) as EmResult
}
