import { useBackend, type NamedVariables } from '@mixtura/tensor'
import { beforeAll, expect, it } from 'vitest'
import { decoderOf, encoderOf, type NetworkDesign } from './networkDesign.js'
import { decoderShapes, encoderShapes } from './networkShapes.js'

beforeAll(() => useBackend('wasm'))

const shapesOf = (parameters: NamedVariables) => Object.fromEntries(Object.entries(parameters).map(([name, { shape }]) => [name, shape]))

it.each<[string, NetworkDesign, readonly number[]]>([
  ['dense', { kind: 'dense', widths: [7, 3] }, [5]],
  ['dense without hidden layers', { kind: 'dense', widths: [] }, [5]],
  ['dense over images', { kind: 'dense', widths: [4] }, [4, 8, 2]],
  ['convolutional', { kind: 'convolutional', filters: [3, 5], window: 3, widths: [6] }, [8, 12, 2]],
  ['convolutional, of one', { kind: 'convolutional', filters: [2], window: 5, widths: [] }, [4, 6, 1]],
  ['convolutional by default', { kind: 'convolutional' }, [8, 8, 1]],
])('are those of the networks that are made: %s', (_what, design, shape) => {
  const encoder = encoderOf(design, { shape, code: 2, seed: 0, name: 'encoder' })
  const decoder = decoderOf(design, { shape, code: 2, seed: 0, name: 'decoder' })
  expect(encoderShapes(design, { shape, code: 2, name: 'encoder' })).toEqual(shapesOf(encoder.parameters))
  expect(decoderShapes(design, { shape, code: 2, name: 'decoder' })).toEqual(shapesOf(decoder.parameters))
  encoder.dispose()
  decoder.dispose()
})
