import { describe, expect, it } from 'vitest'
import { messageOf } from '../../../numerics/src/testing/messageOf.js'
import { layoutVersion } from '../kernels/wasmBinary.js'
import { fieldOffsets } from '../kernels/workspace.js'
import { passImage } from './passImage.js'

const parameters = {
  covarianceType: 'diag', components: 2, columns: 1, weights: Float64Array.of(0.5, 0.5), means: Float64Array.of(3, 5), covariances: Float64Array.of(1, 4),
} as const

describe('passImage', () => {
  it('holds the struct of the kernels and the arrays of the model', () => {
    const image = passImage(parameters, { scatter: 'diagonal' })
    const view = new DataView(image.buffer)
    const header = Array.from({ length: 8 }, (_, at) => view.getInt32(4 * at, true))
    const [version, structBytes, bytes, factor, scatter, arrays] = header
    expect([version, factor, scatter]).toEqual([layoutVersion, 2, 1])
    expect(bytes).toBeGreaterThan(structBytes!)
    const struct = (field: keyof typeof fieldOffsets): number => view.getInt32(32 + fieldOffsets[field], true)
    expect([struct('components'), struct('columns'), struct('blockRows')]).toEqual([2, 1, 256])
    expect(view.getFloat64(32 + fieldOffsets.reach, true)).toBe(40)
    // By address: the arrays, one after the other behind their places.
    const written = new Map<number, number[]>()
    let values = 32 + structBytes! + 8 * arrays!
    for (let at = 32 + structBytes!; at < 32 + structBytes! + 8 * arrays!; at += 8) {
      const count = view.getInt32(at + 4, true) / 8
      written.set(view.getInt32(at, true), Array.from({ length: count }, (_, index) => view.getFloat64(values + 8 * index, true)))
      values += 8 * count
    }
    expect(values).toBe(image.length)
    expect(written.get(struct('means'))).toEqual([3, 5])
    expect(written.get(struct('factors'))).toEqual([1, 0.5])
    const normalizer = Math.log(0.5) - 0.5 * Math.log(2 * Math.PI)
    expect(written.get(struct('logNormalizers'))).toEqual([normalizer, normalizer + Math.log(0.5)])
    expect(written.get(struct('drift'))!.at(-1)).toBe(-Infinity)
  })

  it('is empty of what its structure does not use, and keeps whole shares if it is told to', () => {
    const full = passImage({ ...parameters, covarianceType: 'full' }, { scatter: 'full', pruning: 'none' })
    const view = new DataView(full.buffer)
    expect([view.getInt32(12, true), view.getInt32(16, true), view.getInt32(20, true)]).toEqual([0, 0, 4])
    expect(view.getFloat64(32 + fieldOffsets.reach, true)).toBe(708)
  })

  it('names a wrong option', async () => {
    expect(await messageOf(() => passImage(parameters, { scatter: 'lower' as never }))).toBe(
      "option scatter must be one of 'full', 'diagonal', but it is 'lower'. Pass for example scatter: 'full'.",
    )
  })
})
