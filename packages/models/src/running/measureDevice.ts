import { createRandom, GaussianMixture, samplesSource } from '@mixtura/core'
import type { BackendName } from '@mixtura/tensor'
import type { Device } from '../contract/device.js'
import { passWork } from './passWork.js'

const [rows, columns, components] = [4000, 8, 8]
const repetitions = 20

/**
 * Measures the speed of this machine.
 *
 * @param name 'core' for core's kernels, or a backend of TensorFlow.js, which is then the one in use.
 */
export async function measureDevice(name: 'core' | BackendName): Promise<Device> {
  return name === 'core' ? measureCore() : (await import('./measureBackend.js')).measureBackend(name)
}

/** Threads that the host runs at once. Node 20 has no navigator, and browsers have no modules of Node. */
const hostThreads = (): number => globalThis.navigator?.hardwareConcurrency ?? process.getBuiltinModule('node:os').availableParallelism()

/** Times E-steps on one thread. The fastest counts, because other programs can only slow a step down. */
async function measureCore(): Promise<Device> {
  const random = createRandom(1)
  const data = Float64Array.from({ length: rows * columns }, () => random.normal())
  const spherical = GaussianMixture.fromParameters({
    covarianceType: 'spherical',
    weights: new Float64Array(components).fill(1 / components),
    means: data.slice(0, components * columns),
    covariances: new Float64Array(components).fill(1),
  })
  const covariances = Array.from({ length: components }, (_, k) => spherical.componentCovariance(k))
  const model = GaussianMixture.fromParameters({ covarianceType: 'full', weights: spherical.weights, means: spherical.means, covariances })
  const source = await samplesSource({ data, rows, columns }, { threads: 1 })
  let seconds = Infinity
  for (let i = 0; i < repetitions; i++) {
    const start = performance.now()
    await source.accumulate(model, { scatter: 'full' })
    seconds = Math.min(seconds, (performance.now() - start) / 1000)
  }
  return {
    name: 'core',
    cores: hostThreads(),
    multiplyAddsPerSecond: passWork(rows, model, columns) / seconds,
    secondsPerOperation: 0,
  }
}
