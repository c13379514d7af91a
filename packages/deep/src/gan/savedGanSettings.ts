import { InvalidModelFileError, type SavedSettings } from '@mixtura/tensor'
import { decoderShapes, encoderShapes, type ParameterShapes } from '../networks/networkShapes.js'
import { savedActivation, savedDesign, savedShape } from '../networks/savedDesign.js'
import type { DiscriminatorHeadSettings } from './discriminatorHead.js'
import { learningRateDecays, objectives, type GanSettings } from './ganSettings.js'
import { latentInputs, type LatentMixtureSettings } from './latentMixture.js'

/** @throws {InvalidModelFileError} if a setting is missing or out of range. */
export function savedGanSettings(saved: SavedSettings): GanSettings {
  return {
    shape: savedShape(saved, 'shape'),
    latent: savedLatent(saved.settings('latent')),
    generator: savedDesign(saved.settings('generator')),
    discriminator: savedDesign(saved.settings('discriminator')),
    head: savedHead(saved),
    packing: saved.whole('packing'),
    encoder: saved.has('encoder') ? savedEncoder(saved.settings('encoder')) : null,
    objective: saved.oneOf('objective', objectives),
    outputActivation: savedActivation(saved, 'outputActivation'),
    steps: saved.whole('steps'),
    batchSize: saved.whole('batchSize'),
    learningRate: saved.number('learningRate', { from: 0 }),
    learningRateDecay: saved.oneOf('learningRateDecay', learningRateDecays),
    beta1: saved.number('beta1', { from: 0, to: 1 }),
    instanceNoise: saved.number('instanceNoise', { from: 0 }),
    averaging: saved.number('averaging', { from: 0, to: 1 }),
  }
}

/** Shapes of the variables of `generatorSide`, by name. No variable is created. */
export function shapesOfSettings({ shape, latent, generator, encoder }: GanSettings): ParameterShapes {
  const { components, dimensions } = latent
  return {
    'latent/means': [components, dimensions],
    'latent/logDeviations': [components, dimensions],
    ...decoderShapes(generator, { shape, code: latentInputs(latent), name: 'generator' }),
    ...(encoder ? encoderShapes(encoder.design, { shape, code: dimensions + components, name: 'encoder' }) : {}),
  }
}

/** Allowed rounding of the sum of the weights. */
const weightSumTolerance = 1e-6

function savedLatent(saved: SavedSettings): LatentMixtureSettings {
  const components = saved.whole('components')
  const weights = saved.numbers('weights', components)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (weights.some(weight => weight < 0) || Math.abs(sum - 1) > weightSumTolerance) {
    throw new InvalidModelFileError("setting 'latent.weights'", 'of at least 0, summing to 1', `others, summing to ${sum}`)
  }
  return {
    components,
    dimensions: saved.whole('dimensions'),
    weights,
    spread: saved.number('spread', { from: 0 }),
    deviation: saved.number('deviation', { from: Number.MIN_VALUE }),
    learnable: saved.oneOf('learnable', [true, false]),
    deviationPenalty: saved.number('deviationPenalty', { from: 0 }),
    oneHot: saved.oneOf('oneHot', [true, false]),
  }
}

function savedHead(saved: SavedSettings): DiscriminatorHeadSettings {
  if (saved.value('head') === 'logit') return 'logit'
  const head = saved.settings('head')
  return {
    kind: head.oneOf('kind', ['mixture']),
    dimensions: head.whole('dimensions'),
    deviation: head.number('deviation', { from: Number.MIN_VALUE }),
  }
}

function savedEncoder(saved: SavedSettings): NonNullable<GanSettings['encoder']> {
  return {
    design: savedDesign(saved.settings('design')),
    componentWeight: saved.number('componentWeight', { from: 0 }),
    codeWeight: saved.number('codeWeight', { from: 0 }),
  }
}
