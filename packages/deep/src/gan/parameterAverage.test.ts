import { useBackend } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { parameterAverage } from './parameterAverage.js'

beforeAll(async () => {
  await useBackend('cpu')
})

it('follows the parameters every ten steps', () => {
  const parameter = tf.tidy(() => tf.variable(tf.scalar(0)))
  const other = tf.tidy(() => tf.variable(tf.scalar(7)))
  const average = parameterAverage({ p: parameter }, 0.99)
  tf.tidy(() => parameter.assign(tf.scalar(1)))
  average.update(9)
  const read = (): number => average.variables['average/p'].dataSync()[0]
  expect(read()).toBe(0)
  // At the first update 2/11 of the old stays; at the hundredth 0.99^10.
  average.update(10)
  expect(read()).toBeCloseTo(9 / 11, 6)
  average.update(1000)
  expect(read()).toBeCloseTo(1 - (2 / 11) * 0.99 ** 10, 6)
  const taken = average.of({ p: parameter, other })
  expect(taken.p).toBe(average.variables['average/p'])
  expect(taken.other).toBe(other)
  average.dispose()
  tf.dispose([parameter, other])
})

it('is nothing at a decay of 0', () => {
  const parameter = tf.tidy(() => tf.variable(tf.scalar(0)))
  const average = parameterAverage({ p: parameter }, 0)
  expect(average.variables).toEqual({})
  expect(average.of({ p: parameter }).p).toBe(parameter)
  average.update(10)
  parameter.dispose()
})
