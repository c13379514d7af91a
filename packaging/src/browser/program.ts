// What a page and a worker of a bundled application run. The bundlers get this file as plain JavaScript.
import { createRandom, fitGaussianMixture, matrix } from '@mixtura/core'
import { fitDeepAnomalyDetector } from '@mixtura/deep'
import { randomMixtures } from '@mixtura/meta'
import { modelFamily } from '@mixtura/models'
import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'

/** What the program found. */
export interface Outcome {
  readonly isolated: boolean
  /** Two clusters around 0 and 10: sizes of the means of their fit, rounded. */
  readonly means: readonly number[]
  /** Workers that the fit started, and that answered. */
  readonly coreWorkers: { readonly started: number; readonly failed: number }
  readonly tensor: { readonly backend: string; readonly threads: number | null; readonly sum: number }
  readonly energies: number
  readonly taskRows: number
  readonly groups: number
}

export async function runProgram(): Promise<Outcome> {
  const coreWorkers = countWorkers()
  const samples = twoClusters(60_000)
  const { model } = await fitGaussianMixture(samples, { components: 2, covarianceType: 'diag', starts: 1, seed: 1, threads: 3 })
  const { started, failed } = coreWorkers.stop()
  const backend = await useBackend({ among: ['wasm'], wasmFolder: '/wasm/' })
  const sum = tf.tidy(() => tf.sum(tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])))).dataSync()[0]!
  const few = twoClusters(64)
  const { detector } = await fitDeepAnomalyDetector(few, { method: 'dagmm', components: 2, epochs: 1, seed: 1 })
  const energies = await detector.energies(few)
  const fitted = await modelFamily('mixture').fit({ samples: few, columnNames: ['x'] }, { components: 2 })
  return {
    isolated: globalThis.crossOriginIsolated,
    means: Array.from(model.means, mean => Math.abs(Math.round(mean))).sort((a, b) => a - b),
    coreWorkers: { started, failed },
    tensor: { backend: backend.name, threads: backend.threads, sum },
    energies: energies.length,
    taskRows: randomMixtures({ components: 2 }).task(1).support.rows,
    groups: fitted.groups.length,
  }
}

function twoClusters(rows: number) {
  const random = createRandom(3)
  return matrix(Float64Array.from({ length: rows }, (_, i) => random.normal() + (i % 2) * 10), rows, 1)
}

/** Counts the workers that are started from now on, and those that fail. */
function countWorkers() {
  const { Worker: Plain } = globalThis
  const counts = { started: 0, failed: 0 }
  globalThis.Worker = class extends Plain {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options)
      counts.started++
      this.addEventListener('error', () => counts.failed++)
    }
  }
  return {
    stop() {
      globalThis.Worker = Plain
      return counts
    },
  }
}
