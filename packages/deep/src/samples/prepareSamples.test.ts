import { describe, expect, it } from 'vitest'
import { acceptSamples, encodedRows, prepareSamples, sampleReaders, type SampleScale } from './prepareSamples.js'

const bytes = { data: Uint8Array.of(0, 255, 51, 102), rows: 2, columns: 2 }
const encodedOf = (samples: Parameters<typeof prepareSamples>[0], scale?: SampleScale): number[] => {
  const prepared = prepareSamples(samples, { components: 1, ...(scale === undefined ? {} : { scale }) })
  return Array.from(encodedRows(prepared.matrix, prepared.scale, 0, prepared.matrix.rows), value => Math.round(value * 1e6) / 1e6)
}

describe('what a network sees', () => {
  it('is bytes over 255', () => expect(encodedOf(bytes)).toEqual([0, 1, 0.2, 0.4]))

  it('is values of [0, 1] as they are', () => expect(encodedOf([[0.25, 1], [0, 0.5]])).toEqual([0.25, 1, 0, 0.5]))

  it('is other columns with mean 0 and variance 1, constant ones 0', () => {
    expect(encodedOf([[1, 7], [3, 7]])).toEqual([-1, 0, 1, 0])
  })

  it('is as it is told to be', () => {
    expect(encodedOf(bytes, 'none')).toEqual([0, 255, 51, 102])
    expect(encodedOf(bytes, { offset: 51, factor: [1, 2] })).toEqual([-51, 408, 0, 102])
  })

  it('keeps its digits where columns are far from 0', () => {
    // In float32, 1e8 and 1e8 + 1 are the same number, so values must be centred before they are rounded.
    expect(encodedOf([[1e8], [1e8 + 1]])).toEqual([-1, 1])
  })
})

describe('bad input', () => {
  it('refuses an empty table and data of another length', () => {
    expect(() => prepareSamples([], { components: 1 })).toThrow('samples must be at least 1 row x 1 column, but it is 0 x 0. Pass the data as [N, D].')
    expect(() => prepareSamples({ data: new Float32Array(5), rows: 2, columns: 3 }, { components: 1 })).toThrow(
      'samples must be 2 x 3 = 6 numbers, but it is 5 numbers. Pass rows and columns that multiply to the length of data.',
    )
  })

  it('refuses an infinity, and says where it is', () => {
    expect(() => prepareSamples({ data: Float64Array.of(1, 2, 3, -Infinity), rows: 2, columns: 2 }, { components: 1 })).toThrow(
      'samples must be finite numbers, but 1 value is not: the first is -Infinity at row 1, column 1. Leave those rows out, or fill the cells, before fitting.',
    )
  })

  it('refuses an unknown scale', () => {
    expect(() => sampleReaders.scale('scale', 'pixel')).toThrow(
      "option scale must be 'pixels', 'standardize', 'none' or { offset, factor }, but it is 'pixel'. Leave it out to have it chosen by the data.",
    )
  })

  it('refuses columns that a model does not know', () => {
    expect(() => acceptSamples([[1, 2, 3]], 2)).toThrow(
      'samples must be rows of 2 values, as in training, but it is 3 values. Pass the columns that the model was fitted to.',
    )
  })
})
