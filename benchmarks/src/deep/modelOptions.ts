import { useBackend, type BackendInUse, type BackendName } from '@mixtura/tensor'
import { parseArgs } from 'node:util'

/** Command-line options of every benchmark of a model. */
export interface ModelBenchmarkOptions {
  /** Folder of IDX files with MNIST's names; null if none was given. */
  readonly data: string | null
  /** Number of rows to use; all by default. */
  readonly samples: number
  /** One run per seed. */
  readonly seeds: readonly number[]
  /** Only a few steps, to test that the benchmark works. */
  readonly quick: boolean
  /** Path of the JSON report; null for benchmarks/results. */
  readonly json: string | null
  readonly backend: BackendInUse
  /** Names of the parts to run; all parts if it is empty. */
  readonly only: readonly string[]
}

/** `--data DIR --samples N --seed 0,1,2 --backend tensorflow --quick --only part,part --json FILE`; also activates the backend. */
export async function modelOptions(args: readonly string[], seeds: readonly number[] = [0, 1, 2]): Promise<ModelBenchmarkOptions> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      samples: { type: 'string' },
      seed: { type: 'string' },
      backend: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  })
  const backend = await useBackend(values.backend === undefined ? {} : (values.backend as BackendName))
  console.log(`backend ${backend.name} on ${backend.device}, Node ${process.versions.node}`)
  return {
    data: values.data ?? null,
    samples: values.samples === undefined ? Infinity : Number(values.samples),
    seeds: values.seed?.split(',').map(Number) ?? seeds,
    quick: values.quick,
    json: values.json ?? null,
    only: values.only?.split(',') ?? [],
    backend,
  }
}
