import { createRandom } from '@mixtura/numerics'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Stateful } from '../checkpoint/checkpoint.js'
import { memoryCheckpointStore, type CheckpointStore } from '../checkpoint/checkpointStore.js'
import { decodeCheckpoint } from '../checkpoint/encodeCheckpoint.js'
import { batchesOf } from '../feeding/batchesOf.js'
import type { Batch } from '../feeding/batchFeed.js'
import { denseNetwork } from '../networks/denseNetwork.js'
import { adam } from '../optimizers/adam.js'
import { sgd } from '../optimizers/sgd.js'
import { describeOnBackends, use } from '../testing/testBackends.js'
import { runTraining } from './runTraining.js'
import type { TrainingPlan } from './trainingPlan.js'

const reason = new Error('enough')

let tensorsBefore = 0
beforeEach(() => {
  tensorsBefore = tf.memory().numTensors
})
afterEach(() => {
  expect(tf.memory().numTensors).toBe(tensorsBefore)
})

/** One parameter, moved towards 3 by gradient steps on the loss ½ (p - 3)². */
function onePlan(options: Partial<TrainingPlan<object>> = {}): { plan: TrainingPlan<object>; parameter: tf.Variable; dispose: () => void } {
  const parameter = tf.tidy(() => tf.variable(tf.scalar(0)))
  const optimizer = sgd({ parameter }, { learningRate: 0.5 })
  const plan: TrainingPlan<object> = {
    program: { parameters: { parameter }, parts: { optimizer } },
    batches: () => [{}, {}],
    step: () => optimizer.minimize(() => ({ loss: tf.mul(0.5, tf.square(tf.sub(parameter, 3))) as tf.Scalar })),
    ...options,
  }
  const dispose = (): void => {
    optimizer.dispose()
    parameter.dispose()
  }
  return { plan, parameter, dispose }
}

describeOnBackends('runTraining', backend => {
  it('names a step that asks for more memory than there is, and keeps the checkpoint', async () => {
    const store = memoryCheckpointStore()
    const { plan, parameter, dispose } = onePlan({ epochs: 2 })
    const step = plan.step
    const greedy = tf.tidy(() => tf.keep(tf.zeros([10_000_000, 1])))
    const askForTooMuch = (): void => {
      // A WebAssembly instance that ran out of memory cannot be used again, so on wasm the error is only simulated.
      if (backend === 'wasm') throw new WebAssembly.RuntimeError('memory access out of bounds')
      // 400 TB, which no machine can allocate.
      tf.tidy(() => tf.matMul(greedy, greedy, false, true).dataSync())
    }
    const run = runTraining({
      ...plan,
      step: (batch, context) => {
        if (context.step > 2) askForTooMuch()
        return step(batch, context)
      },
      checkpoints: { store },
    })
    await expect(run).rejects.toThrow(
      'step 3 needs more memory than the device has. Lower batchSize or the widths of the network, or use another backend; ' +
        'the run goes on from the checkpoint of step 2.',
    )
    expect(parameter.dataSync()[0]).toBe(2.25)
    const resumed = await runTraining({ ...plan, checkpoints: { store } })
    expect(resumed.resumedFrom).toBe(2)
    greedy.dispose()
    dispose()
  })

  it('stops before an epoch once all is settled, after a resume too', async () => {
    const store = memoryCheckpointStore()
    const { plan, dispose } = onePlan({ epochs: 9, isSettled: () => Math.abs(parameter.dataSync()[0] - 3) < 0.5, checkpoints: { store } })
    const { parameter } = plan.program.parameters as { parameter: tf.Variable }
    expect(await runTraining(plan)).toMatchObject({ end: 'converged', epochs: 2 })
    expect(await runTraining(plan)).toMatchObject({ end: 'converged', epochs: 2, resumedFrom: 4 })
    dispose()
  })

  it('takes the steps that can be followed by hand', async () => {
    const { plan, parameter, dispose } = onePlan({ epochs: 2 })
    const seen: number[] = []
    const run = await runTraining({ ...plan, onStep: ({ metrics }) => void seen.push(metrics.loss) })
    // p: 0, 1.5, 2.25, 2.625, 2.8125
    expect(seen).toEqual([4.5, 1.125, 0.28125, 0.0703125])
    expect(parameter.dataSync()[0]).toBe(2.8125)
    expect(run).toEqual({
      end: 'finished',
      epochs: 2,
      steps: 4,
      history: [
        { epoch: 1, step: 2, metrics: { loss: (4.5 + 1.125) / 2 } },
        { epoch: 2, step: 4, metrics: { loss: (0.28125 + 0.0703125) / 2 } },
      ],
      resumedFrom: undefined,
    })
    dispose()
  })

  it.each([1, 4, 7, 8, 13])('resumes after step %i to the same bits as a run that never stopped', async stopAt => {
    const whole = await regression(memoryCheckpointStore(), {})
    const store = memoryCheckpointStore()
    const controller = new AbortController()
    const first = regression(store, { signal: controller.signal, readMetricsEvery: 1, onStep: ({ step }) => {
      if (step === stopAt) controller.abort(reason)
    } })
    await expect(first).rejects.toBe(reason)
    const second = await regression(store, {})
    expect(second.run).toMatchObject({ end: 'finished', steps: 16, resumedFrom: stopAt })
    expect(second.parameters).toEqual(whole.parameters)
    expect(second.run.history).toEqual(whole.run.history)
  })
})

/** Four epochs of four batches of 16 rows or fewer, with noise that each step draws. */
async function regression(store: CheckpointStore, options: Partial<TrainingPlan<Batch>>) {
  const random = createRandom(5)
  const data = Float64Array.from({ length: 60 * 3 }, () => random.normal())
  const feed = batchesOf({ data, rows: 60, columns: 3 }, { batchSize: 16 })
  const network = denseNetwork({ inputs: 3, widths: [8, 3], activation: 'tanh', seed: 1 })
  const optimizer = adam(network.parameters, { learningRate: step => 0.05 / step, clipNorm: 1, weightDecay: 0.01 })
  try {
    const run = await runTraining<Batch>({
      program: { parameters: network.parameters, parts: { optimizer } },
      batches: feed.batches,
      step: ({ inputs }, { random: own }) => tf.tidy(() => {
        const noise = tf.tensor(Float32Array.from({ length: inputs.size }, () => 0.1 * own.normal()), inputs.shape)
        return optimizer.minimize(() => {
          const error = tf.mean(tf.squaredDifference(network.apply(tf.add(inputs, noise)), inputs)) as tf.Scalar
          return { loss: error, halved: tf.div(error, 2) as tf.Scalar }
        })
      }),
      epochs: 4,
      seed: 11,
      settings: { widths: [8, 3] },
      checkpoints: { store, everySteps: 5 },
      ...options,
    })
    const parameters = Object.fromEntries(Object.entries(network.parameters).map(([name, variable]) => [name, Array.from(variable.dataSync())]))
    return { run, parameters }
  } finally {
    optimizer.dispose()
    network.dispose()
  }
}

describe('checkpoints', () => {
  beforeAll(() => use('cpu'))

  it.each([[0, [1, 2, 2]], [1000, [2]]])('are written within an epoch if %i seconds have passed', async (everySeconds, expected) => {
    const memory = memoryCheckpointStore()
    const steps: unknown[] = []
    const write = (name: string, bytes: Uint8Array): Promise<void> => {
      steps.push((decodeCheckpoint(bytes).values.progress as { readonly steps: number }).steps)
      return memory.write(name, bytes)
    }
    const { plan, dispose } = onePlan({ epochs: 1, checkpoints: { store: { ...memory, write }, everySeconds } })
    await runTraining(plan)
    expect(steps).toEqual(expected)
    dispose()
  })

  it('are written after so many seconds since the last one, not since the start', async () => {
    let seconds = 0
    const now = vi.spyOn(performance, 'now').mockImplementation(() => 1000 * seconds)
    const memory = memoryCheckpointStore()
    const steps: unknown[] = []
    const write = (name: string, bytes: Uint8Array): Promise<void> => {
      steps.push((decodeCheckpoint(bytes).values.progress as { readonly steps: number }).steps)
      return memory.write(name, bytes)
    }
    const { plan, dispose } = onePlan({ epochs: 1, batches: () => [{}, {}, {}], checkpoints: { store: { ...memory, write }, everySeconds: 3 } })
    try {
      await runTraining({
        ...plan,
        step(batch, context) {
          seconds = [3, 4, 7][context.step - 1]
          return plan.step(batch, context)
        },
      })
    } finally {
      now.mockRestore()
      dispose()
    }
    // At 3 s, and 4 s after that; the last one ends the epoch.
    expect(steps).toEqual([1, 3, 3])
  })
})

describe('parts', () => {
  beforeAll(() => use('cpu'))

  it('carry state that is no tensor over a resume', async () => {
    const store = memoryCheckpointStore()
    const countTo = async (steps: number): Promise<number> => {
      let count = 0
      const counter: Stateful = {
        saveState: async () => ({ values: { count }, arrays: { half: { shape: [], data: Float32Array.of(count / 2) } } }),
        restoreState: ({ values, arrays }) => void (count = Number(values.count) / 2 + arrays.half.data[0]),
      }
      await runTraining({
        program: { parameters: {}, parts: { counter } },
        batches: () => [{}, {}, {}],
        step: () => ({ count: ++count }),
        steps,
        checkpoints: { store },
      })
      return count
    }
    expect(await countTo(4)).toBe(4)
    expect(await countTo(9)).toBe(9)
  })
})

describe('the end of a run', () => {
  beforeAll(() => use('cpu'))

  it('comes after the steps asked for, within an epoch or at its end', async () => {
    for (const [steps, epochs] of [[3, 1], [4, 2]]) {
      const { plan, dispose } = onePlan({ steps })
      expect(await runTraining(plan)).toMatchObject({ end: 'finished', steps, epochs })
      dispose()
    }
  })

  it('comes when a callback answers stop', async () => {
    for (const [callback, steps] of [['onStep', 3], ['onEpoch', 4]] as const) {
      const { plan, dispose } = onePlan({ epochs: 9, readMetricsEvery: 1 })
      const run = await runTraining({ ...plan, [callback]: async ({ step }: { step: number }) => (step >= 3 ? 'stop' : undefined) })
      expect(run).toMatchObject({ end: 'stopped', steps })
      dispose()
    }
  })

  it('comes when patience ends, counted from the best epoch', async () => {
    const losses = [5, 4, 4.05, 3.95, 3.9, 3]
    const { plan, dispose } = onePlan({
      epochs: 6,
      evaluate: epoch => ({ heldOut: losses[epoch - 1] }),
      stopEarly: { metric: 'heldOut', patience: 2, minimumGain: 0.1 },
    })
    const run = await runTraining(plan)
    expect(run).toMatchObject({ end: 'converged', epochs: 4 })
    expect(run.history.map(({ metrics }) => metrics.heldOut)).toEqual([5, 4, 4.05, 3.95])
    dispose()
  })

  it('is a rejection once the signal aborts, even after the last step', async () => {
    const store = memoryCheckpointStore()
    const controller = new AbortController()
    const { plan, dispose } = onePlan({ epochs: 2, signal: controller.signal, checkpoints: { store } })
    const run = runTraining({ ...plan, onEpoch: ({ epoch }) => void (epoch === 2 && controller.abort(reason)) })
    await expect(run).rejects.toBe(reason)
    expect(await store.names()).toEqual(['training'])
    dispose()
  })
})

describe('what goes wrong', () => {
  beforeAll(() => use('cpu'))

  it('names the metric and step that is not finite, and keeps the checkpoint before it', async () => {
    const store = memoryCheckpointStore()
    const { plan, parameter, dispose } = onePlan({ epochs: 9, checkpoints: { store, everySteps: 2 } })
    const step: typeof plan.step = (batch, context) => {
      if (context.step === 4) {
        tf.tidy(() => parameter.assign(tf.scalar(NaN)))
      }
      return plan.step(batch, context)
    }
    await expect(runTraining({ ...plan, step })).rejects.toThrow(
      "metric 'loss' is NaN at step 4 (epoch 2). Lower the learning rate, clip the gradients (clipNorm: 1), or look for " +
        'values that are not finite in the data; the checkpoint of step 2 holds parameters from before.',
    )
    const kept = decodeCheckpoint((await store.read('training'))!)
    expect(kept.arrays['parameters:parameter'].data[0]).toBe(2.25)
    dispose()
  })

  it('writes no parameter that is not finite, though the loss before it was', async () => {
    const { plan, parameter, dispose } = onePlan({ epochs: 1, checkpoints: { store: memoryCheckpointStore() } })
    const step = (): { loss: number } => {
      tf.tidy(() => parameter.assign(tf.scalar(Infinity)))
      return { loss: 1 }
    }
    await expect(runTraining({ ...plan, step })).rejects.toThrow(
      "array 'parameters:parameter' is Infinity at step 2 (epoch 1). Lower the learning rate, clip the gradients (clipNorm: 1), or look for " +
        'values that are not finite in the data; no checkpoint was written.',
    )
    dispose()
  })

  it('names the step that leaves tensors behind', async () => {
    const left: tf.Tensor[] = []
    const { plan, dispose } = onePlan({ epochs: 9, step: () => {
      left.push(tf.scalar(1), tf.scalar(2))
      return { loss: 1 }
    } })
    await expect(runTraining(plan)).rejects.toThrow(
      /^step 3 left 2 tensors behind \(\d+ before it, \d+ after, metrics aside\), and so did the step before\. Compute inside tf\.tidy, and dispose what outlives it\.$/,
    )
    tf.dispose(left)
    dispose()
  })

  it('lets one step make what lasts', async () => {
    const made: tf.Tensor[] = []
    const { plan, dispose } = onePlan({ epochs: 3, step: (_batch, { step }) => {
      if (step === 3) made.push(tf.scalar(1))
      return { loss: 1 }
    } })
    expect(await runTraining(plan)).toMatchObject({ steps: 6 })
    tf.dispose(made)
    dispose()
  })

  it('does not resume another run', async () => {
    const store = memoryCheckpointStore()
    const first = onePlan({ epochs: 1, settings: { code: 10, tied: { a: 1, b: 2 } }, checkpoints: { store } })
    await runTraining(first.plan)
    const remedy = 'Resume with the model and the options that it was saved with, or begin anew in another store.'
    await expect(runTraining({ ...first.plan, seed: 3 })).rejects.toThrow(`checkpoint: seed must be 3, but it is 0. ${remedy}`)
    await expect(runTraining({ ...first.plan, settings: { tied: { b: 2, a: 1 }, code: 11 } })).rejects.toThrow(
      `checkpoint: setting 'code' must be 11, but it is 10. ${remedy}`,
    )
    await expect(runTraining({ ...first.plan, settings: { tied: { b: 2, a: 1 }, code: 10 }, program: { parameters: {} } })).rejects.toThrow(
      `checkpoint: names of parts must be none, but it is optimizer. ${remedy}`,
    )
    first.dispose()
  })

  it('asks for an end, for batches and for metrics that exist', async () => {
    const { plan, dispose } = onePlan()
    await expect(runTraining(plan)).rejects.toThrow('option epochs must be given, unless steps is, but it is undefined. Pass for example epochs: 10.')
    await expect(runTraining({ ...plan, steps: 3, batches: () => [] })).rejects.toThrow(
      'epoch 1 must be of at least one batch, but it is empty. Pass rows, or a smaller batchSize without dropLast.',
    )
    await expect(runTraining({ ...plan, epochs: 2, stopEarly: { metric: 'los', patience: 1 } })).rejects.toThrow(
      "option stopEarly.metric must be one of 'loss', but it is 'los'. Name a metric of the step or of evaluate.",
    )
    dispose()
  })
})
