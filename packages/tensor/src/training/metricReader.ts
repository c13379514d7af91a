import * as tf from '@tensorflow/tfjs-core'
import type { StepMetrics, StepRecord } from './trainingPlan.js'

/** Keeps the metrics of finished steps on the device until several can be read at once. */
export interface MetricReader {
  /** Adds the metrics of a step and takes ownership of the scalars. */
  add(step: number, epoch: number, metrics: StepMetrics): void
  /** Whether the metrics should be read now. */
  isDue(): boolean
  /** Reads all metrics added since the last call, in order and in one transfer, and disposes their scalars. */
  read(): Promise<StepRecord[]>
  dispose(): void
}

const maxSteps = 16
const maxMilliseconds = 200

interface Pending {
  readonly step: number
  readonly epoch: number
  readonly metrics: StepMetrics
}

/** @param every number of steps between reads; if undefined, number and time decide. */
export function createMetricReader(every: number | undefined): MetricReader {
  let pending: Pending[] = []
  let lastRead = performance.now()
  return {
    add(step, epoch, metrics) {
      pending.push({ step, epoch, metrics })
    },
    isDue: () =>
      pending.length >= (every ?? maxSteps) || (every === undefined && performance.now() - lastRead > maxMilliseconds),
    async read() {
      const steps = pending
      pending = []
      const numbers = await readScalars(steps.flatMap(({ metrics }) => scalarsOf(metrics)))
      lastRead = performance.now()
      let at = 0
      return steps.map(({ step, epoch, metrics }) => ({
        step,
        epoch,
        metrics: Object.fromEntries(
          Object.entries(metrics).map(([name, value]) => [name, typeof value === 'number' ? value : numbers[at++]]),
        ),
      }))
    },
    dispose() {
      tf.dispose(pending.flatMap(({ metrics }) => scalarsOf(metrics)))
      pending = []
    },
  }
}

/** The scalar tensors among the metrics, in the order of their names. */
export function scalarsOf(metrics: StepMetrics): tf.Scalar[] {
  return Object.values(metrics).filter(value => typeof value !== 'number')
}

async function readScalars(scalars: readonly tf.Scalar[]): Promise<ArrayLike<number>> {
  if (scalars.length === 0) return []
  const together = tf.tidy(() => tf.stack(scalars.map(scalar => tf.reshape(tf.cast(scalar, 'float32'), []))))
  tf.dispose([...scalars])
  try {
    return Float32Array.from(await together.data())
  } finally {
    together.dispose()
  }
}
