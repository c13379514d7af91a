import { CheckpointMismatchError, ShapeError } from '@mixtura/numerics'
import { callback, requireObject } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import { requireNamedTensors, requireNamedVariables, requireTensor } from '../arguments/requireTensor.js'
import type { SavedArray } from '../checkpoint/checkpoint.js'
import { quoted, requireWhole, shortened } from '../checkpoint/checkpointValues.js'
import { requireSavedArrays } from '../checkpoint/savedArrays.js'
import { requireSame, type NamedTensors, type NamedVariables } from '../checkpoint/variableArrays.js'
import { clipGradients } from './clipGradients.js'
import type { GradientOptions, Objective, Optimizer } from './optimizer.js'
import type { ParameterUpdate } from './updateRule.js'

/**
 * Makes an optimiser that updates each parameter by its own rule.
 *
 * @param kind name of the optimiser in checkpoints.
 * @param updateOf makes the update of one parameter; called once for each parameter.
 */
export function createOptimizer(
  kind: string,
  parameters: NamedVariables,
  { clipNorm, updateOf }: GradientOptions & { readonly updateOf: (variable: tf.Variable, name: string) => ParameterUpdate },
): Optimizer {
  requireNamedVariables('parameters', parameters)
  const updates = new Map(Object.entries(parameters).map(([name, variable]) => [name, updateOf(variable, name)]))
  const variables = Object.values(parameters)
  let steps = 0

  function apply(gradients: NamedTensors): void {
    requireNamedTensors('gradients', gradients)
    requireKnown(gradients, parameters)
    const step = steps + 1
    tf.tidy(() => {
      const applied = clipNorm === undefined ? gradients : clipGradients(gradients, clipNorm)
      for (const [name, gradient] of Object.entries(applied)) updates.get(name)!.update(gradient, step)
    })
    steps = step
  }

  return {
    get steps() {
      return steps
    },

    minimize<Metrics extends Objective>(objective: () => Metrics): Metrics {
      callback()('objective', objective)
      return tf.tidy(() => {
        // The tape disposes everything but the loss, so the other scalars are kept explicitly.
        let kept: Record<string, tf.Tensor> = {}
        const { value, grads } = tf.variableGrads(() => {
          const scalars = objective()
          requireNamedTensors('objective', scalars)
          requireTensor('objective.loss', scalars.loss)
          kept = Object.fromEntries(
            Object.entries(scalars).filter(([name]) => name !== 'loss').map(([name, scalar]) => [name, tf.keep(tf.clone(scalar))]),
          )
          return scalars.loss
        }, variables)
        apply(Object.fromEntries(Object.entries(parameters).flatMap(([name, { name: own }]) => (grads[own] ? [[name, grads[own]]] : []))))
        const metrics = Object.fromEntries(Object.entries(kept).map(([name, scalar]) => [name, tf.clone(scalar)]))
        tf.dispose(kept)
        return { ...metrics, loss: value } as unknown as Metrics
      })
    },

    apply,

    async saveState() {
      const arrays: Record<string, SavedArray> = {}
      for (const [name, update] of updates) {
        for (const [slot, array] of Object.entries(await update.saveSlots())) arrays[`${slot}:${name}`] = array
      }
      return { values: { kind, steps }, arrays }
    },

    restoreState(state) {
      requireObject('state', state, { what: 'the state of an optimiser', fields: { values: 'object', arrays: 'object' }, remedy: 'Pass what saveState() answered.' })
      requireSavedArrays('state.arrays', state.arrays)
      const { values, arrays } = state
      requireSame('kind of optimiser', quoted(kind), quoted(values.kind))
      const restoredSteps = requireWhole('steps of the optimiser', values.steps)
      const slots = new Map([...updates.keys()].map(name => [name, {} as Record<string, SavedArray>]))
      for (const [key, array] of Object.entries(arrays)) {
        const [slot, name] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)]
        const ofParameter = slots.get(name)
        if (!ofParameter) throw new CheckpointMismatchError('parameters of the optimiser', [...updates.keys()].join(', '), shortened(name))
        ofParameter[slot] = array
      }
      for (const [name, update] of updates) update.restoreSlots(slots.get(name)!)
      steps = restoredSteps
    },

    dispose() {
      for (const update of updates.values()) update.dispose()
    },
  }
}

function requireKnown(gradients: NamedTensors, parameters: NamedVariables): void {
  for (const [name, gradient] of Object.entries(gradients)) {
    const parameter = parameters[name]
    const expected = parameter ? `[${parameter.shape.join(', ')}]` : `of one of ${Object.keys(parameters).join(', ')}`
    if (parameter && expected === `[${gradient.shape.join(', ')}]`) continue
    throw new ShapeError(`gradient '${name}'`, expected, `[${gradient.shape.join(', ')}]`, 'Name gradients as the parameters of this optimiser.')
  }
}
