import { GaussianMixture, InvalidModelError } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { useBackend, type JsonRecord } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import type { ClusterHead } from './clusterHead.js'
import { mixtureHead } from './mixtureHead.js'
import { mixtureOfAssignment } from '../mixtures/mixtureOfAssignment.js'
import { responsibilitiesOf } from './responsibilitiesOf.js'
import { studentHead } from './studentHead.js'

beforeAll(() => useBackend({ among: ['tensorflow', 'wasm', 'cpu'] }))

const mixture = GaussianMixture.fromParameters({
  covarianceType: 'full',
  weights: [0.6, 0.4],
  means: [[0, 0], [3, 1]],
  covariances: [[[1, 0.3], [0.3, 1]], [[0.5, 0], [0, 2]]],
})
const keep = async (_codes: Matrix, targets: Matrix): Promise<Matrix> => targets
const heads: readonly (readonly [string, (start: GaussianMixture) => ClusterHead])[] = [
  ['mixture', start => mixtureHead(start, { covarianceType: 'full', partition: keep })],
  ['student', start => studentHead(start, { covarianceType: 'full' })],
]
const codes = { data: Float64Array.of(0, 0, 3, 1, 1.5, 0.5, -1, 2), rows: 4, columns: 2 }

it('answers the responsibilities of the mixture', async () => {
  const head = heads[0][1](mixture)
  const answered = await responsibilitiesOf(rows => head.logResponsibilities(rows), codes)
  const expected = await mixture.responsibilities(codes)
  // float32 against float64.
  answered.data.forEach((share, i) => expect(share).toBeCloseTo(expected.data[i], 5))
  head.dispose()
})

it('answers 1 / (1 + d²) for Student heads', async () => {
  const head = studentHead(mixture, { covarianceType: 'full' })
  const { data } = await responsibilitiesOf(rows => head.logResponsibilities(rows), codes)
  // From (0, 0): d² is 0 and 10, so 1 and 1/11.
  expect(data[0]).toBeCloseTo(11 / 12, 6)
  expect(data[4]).toBeCloseTo(0.5, 6)
  head.dispose()
})

it('takes one M-step of an assignment', async () => {
  const responsibilities = { data: Float64Array.of(1, 0, 0, 1, 0, 1, 1, 0), rows: 4, columns: 2 }
  const made = await mixtureOfAssignment(codes, responsibilities, { covarianceType: 'spherical' })
  expect(Array.from(made.weights)).toEqual([0.5, 0.5])
  expect(Array.from(made.means)).toEqual([-0.5, 1, 2.25, 0.75])
  const swapped = { ...responsibilities, data: Float64Array.of(0, 1, 1, 0, 1, 0, 0, 1) }
  expect(Array.from((await mixtureOfAssignment(codes, swapped, { covarianceType: 'spherical' })).means)).toEqual([2.25, 0.75, -0.5, 1])
})

it.each(heads)('saves and restores its state (%s)', async (_name, make) => {
  const head = make(mixture)
  const other = make(GaussianMixture.fromParameters({ covarianceType: 'spherical', weights: [0.5, 0.5], means: [[9, 9], [8, 8]], covariances: [1, 1] }))
  other.restoreState(await head.saveState())
  const [first, second] = tf.tidy(() => [head, other].map(each => each.logResponsibilities(tf.tensor2d(Float32Array.from(codes.data), [4, 2])).dataSync()))
  expect(second).toEqual(first)
  head.dispose()
  other.dispose()
})

it('takes back no mixture of other columns', async () => {
  const head = heads[0][1](mixture)
  const other = GaussianMixture.fromParameters({ covarianceType: 'diag', weights: [0.6, 0.4], means: [[0], [3]], covariances: [[1], [1]] })
  const restoring = (values: JsonRecord) => () => head.restoreState({ values, arrays: {} })
  expect(restoring({ mixture: other.toJSON() as unknown as JsonRecord })).toThrow(
    'checkpoint: mixture must be of 2 components in 2 columns, but it is of 2 components in 1 columns. ' +
      'Resume with the model and the options that it was saved with, or begin anew in another store.',
  )
  expect(restoring({})).toThrow(InvalidModelError)
  expect((await head.mixture(codes)).toJSON()).toEqual(mixture.toJSON())
  head.dispose()
})
