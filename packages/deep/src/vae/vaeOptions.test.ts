import { expect, it } from 'vitest'
import { mixturePriorPreset, vadePreset } from './presets.js'
import { completeVaeOptions, vaeSettings } from './vaeOptions.js'

it.each([['vade', vadePreset], ['mixture prior', mixturePriorPreset]])('accepts the preset %s', (_, preset) => {
  const complete = completeVaeOptions(preset)
  expect(complete).toMatchObject({ components: preset.components, latent: preset.latent, batchSize: 100 })
})

it('keeps settings as JSON, rates by their first and thousandth step', () => {
  const settings = vaeSettings(completeVaeOptions({ components: 2, learningRate: step => 1 / step }), { rows: 5 })
  expect(JSON.parse(JSON.stringify(settings))).toEqual(settings)
  expect(settings).toMatchObject({ rows: 5, learningRate: [1, 1e-3], priorLearningRate: [0.5, 5e-4] })
  expect('epochs' in settings).toBe(false)
})
