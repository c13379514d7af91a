import { CheckpointMismatchError, decodeCheckpoint, encodeCheckpoint, useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { attack } from '../../../tensor/src/testing/hostileFiles.js'
import { roundTargets } from './roundTargets.js'

beforeAll(() => useBackend({ among: ['wasm', 'cpu'] }))

const partition = { data: Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4), rows: 3, columns: 2 }
const remedy = 'Resume with the model and the options that it was saved with, or begin anew in another store.'

it('goes on from what it saved', async () => {
  const [from, to] = [0, 1].map(() => roundTargets(partition, { targets: 'soft', components: 2 }))
  from.replace({ data: Float64Array.of(0.9, 0.1, 0.7, 0.3, 0.2, 0.8), rows: 3, columns: 2 })
  to.restoreState(decodeCheckpoint(encodeCheckpoint(await from.saveState())))
  expect([to.labelChange(), to.labels(), to.assignment()]).toEqual([from.labelChange(), from.labels(), from.assignment()])
  expect(Array.from(to.labels())).toEqual([0, 0, 1])
  expect(await to.targets().data()).toEqual(await from.targets().data())
  from.dispose()
  to.dispose()
})

it('refuses what no round wrote by a typed error, and keeps what it had', async () => {
  const round = roundTargets(partition, { targets: 'soft', components: 2 })
  const before = [round.labelChange(), round.labels(), round.assignment()]
  const { values, arrays } = await round.saveState()
  const tensors = tf.memory().numTensors
  const restoring = (change: object, changedArrays: object = {}) => () =>
    round.restoreState({ values: { ...values, ...change }, arrays: { ...arrays, ...changedArrays } })
  expect(() => round.restoreState({ values, arrays: { targets: arrays.targets } })).toThrow(
    `checkpoint: names of arrays must be labels, targets, but it is targets. ${remedy}`,
  )
  expect(restoring({}, { targets: { shape: [2, 2], data: new Float32Array(4) } })).toThrow(
    `checkpoint: shape of 'targets' must be [3, 2], but it is [2, 2]. ${remedy}`,
  )
  expect(restoring({}, { labels: { shape: [3], data: Float32Array.of(0, 2, 1) } })).toThrow(
    `checkpoint: array 'labels' must be whole numbers from 0 to 1, but it is 2 at place 1. ${remedy}`,
  )
  expect(restoring({}, { targets: { shape: [3, 2], data: Float32Array.of(1, 0, 0, 1, -1, 2) } })).toThrow(
    `checkpoint: array 'targets' must be numbers from 0 to 1, but it is -1 at place 4. ${remedy}`,
  )
  expect(restoring({ labelChange: 'none' })).toThrow(`checkpoint: labelChange must be a number from 0 to 1, but it is "none". ${remedy}`)
  expect(restoring({ labelChange: undefined })).toThrow(CheckpointMismatchError)
  expect([round.labelChange(), round.labels(), round.assignment()]).toEqual(before)

  const { refused, faults } = await attack(encodeCheckpoint({ values, arrays }), bytes => round.restoreState(decodeCheckpoint(bytes)))
  expect(faults).toEqual([])
  expect(refused).toBeGreaterThan(100)
  expect(tf.memory().numTensors).toBe(tensors)
  round.dispose()
})
