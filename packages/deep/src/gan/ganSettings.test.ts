import { readOptions } from '@mixtura/numerics/validation'
import { describe, expect, it } from 'vitest'
import { convolutionalDesign } from '../networks/networkDesign.js'
import { completeGanSettings, ganDesignReaders, smallDenseDesign, type GanDesignOptions } from './ganSettings.js'
import { instanceNoiseAt } from './ganStep.js'

const table = { rows: 1000, shape: [2], isUnitRange: false }
const complete = (options: GanDesignOptions) => completeGanSettings(readOptions<GanDesignOptions>('fitGaussianMixtureGan', options, ganDesignReaders), table)

describe('settings of a GAN', () => {
  it('follow the rows where nothing is said', () => {
    expect(complete({})).toMatchObject({ generator: smallDenseDesign, outputActivation: 'linear', batchSize: 256, packing: 1, encoder: null })
    const images = completeGanSettings({ encoder: {}, packing: 2 }, { rows: 51, shape: [8, 8, 1], isUnitRange: true })
    expect(images).toMatchObject({ generator: convolutionalDesign, outputActivation: 'sigmoid', batchSize: 50 })
    expect(images.encoder).toEqual({ design: convolutionalDesign, componentWeight: 1, codeWeight: 1 })
  })

  it('survive JSON, in which checkpoints keep them', () => {
    const settings = complete({ head: { kind: 'mixture' }, encoder: {} })
    expect(JSON.parse(JSON.stringify(settings))).toEqual(settings)
  })

  it('let noise end at half of the run', () => {
    const settings = complete({ instanceNoise: 0.4, steps: 100 })
    expect([1, 26, 51, 100].map(step => instanceNoiseAt(settings, step))).toEqual([0.4, 0.2, 0, 0])
  })

  it.each<[GanDesignOptions, string]>([
    [{ packing: 0 }, 'option packing must be a whole number of at least 1, but it is 0. Pass for example packing: 2.'],
    [{ packing: 2000 }, 'option packing must be at most the 1000 rows that there are, but it is 2000. Pass for example packing: 1.'],
    [{ packing: 2, batchSize: 255 }, 'option batchSize must be a multiple of packing (2), but it is 255. Pass for example batchSize: 256.'],
    [{ batchSize: 1002 }, 'option batchSize must be at most the 1000 rows that there are, but it is 1002. Pass a smaller batchSize, or leave it out.'],
    [{ steps: 0.5 }, 'option steps must be a whole number of at least 1, but it is 0.5. Pass for example steps: 2.'],
    [{ learningRate: 0 }, 'option learningRate must be a finite number above 0, but it is 0. Pass for example learningRate: 2e-3.'],
    [{ averaging: 1 }, 'option averaging must be at least 0 and below 1, but it is 1. Pass for example averaging: 0.9.'],
    [{ instanceNoise: -1 }, 'option instanceNoise must be a finite number of at least 0, but it is -1. Pass for example instanceNoise: 0.1.'],
    [{ objective: 'wasserstein' as 'minimax' }, "option objective must be one of 'non-saturating', 'minimax', but it is 'wasserstein'. Pass for example objective: 'non-saturating'."],
    [{ encoder: { codeWeight: NaN } }, 'option encoder.codeWeight must be a finite number of at least 0, but it is NaN. Pass for example encoder.codeWeight: 0.1.'],
  ])('are refused by name (%o)', (options, message) => {
    expect(() => complete(options)).toThrow(message)
  })
})
