import { GaussianMixture } from '@mixtura/core'
import { fitGaussianMixtureVae } from '@mixtura/deep'
import { useBackend } from '@mixtura/tensor'
import { describe, expect, it } from 'vitest'
import { latentPlaneOf } from '../build/latentPlaneOf.js'
import { decodedPicture, latentDensity, placesBetween, type LatentPlane } from './latentPlane.js'
import recorded from './latentPlane.json' with { type: 'json' }
import { initialOf } from './mixtureState.js'

const places = [[0, 0], [1.5, -0.5], [-2, 3]] as const

describe('decodedPicture', () => {
  it('is the decoder of the model', async () => {
    await useBackend('cpu')
    const pictures = Array.from({ length: 40 }, (_, n) => Array.from({ length: 9 }, (_, pixel) => (pixel + n) % 3 / 2))
    const { model } = await fitGaussianMixtureVae(pictures, {
      components: 2, latent: 2, network: { kind: 'dense', widths: [5, 4] }, likelihood: 'bernoulli', pretraining: { epochs: 2 }, epochs: 2, seed: 1,
    })
    const { decoder, side, codes } = await latentPlaneOf(model, pictures)
    const decoded = await model.decode({ data: Float64Array.from(places.flat()), rows: 3, columns: 2 })
    model.dispose()
    expect(side).toBe(3)
    expect(codes).toHaveLength(40)
    places.forEach((place, n) => {
      const picture = decodedPicture(decoder, place)
      expect(picture).toHaveLength(9)
      // The weights are kept with four digits.
      picture.forEach((value, pixel) => expect(value).toBeCloseTo(decoded.data[9 * n + pixel]!, 2))
    })
  })
})

describe('latentDensity', () => {
  it('is that of the mixture in core', async () => {
    const { prior } = recorded as unknown as LatentPlane
    const total = prior.weights.reduce((sum, weight) => sum + weight, 0)
    const mixture = { ...prior, weights: prior.weights.map(weight => weight / total) }
    // Components are recorded in the order of core.
    const model = GaussianMixture.fromParameters({ covarianceType: 'full', ...initialOf(mixture) })
    const rows = places.map(place => [...place])
    const [logDensities, { data }] = [await model.logDensity(rows), await model.responsibilities(rows)]
    places.forEach((place, n) => {
      const { responsibilities, logDensity } = latentDensity(mixture, place)
      expect(logDensity).toBeCloseTo(logDensities[n]!, 8)
      responsibilities.forEach((share, k) => expect(share).toBeCloseTo(data[responsibilities.length * n + k]!, 8))
    })
  })
})

describe('the recorded plane', () => {
  const { side, prior, codes, decoder } = recorded as unknown as LatentPlane

  it('decodes the centre of each component to another picture, which has light and dark', () => {
    const pictures = prior.means.map(mean => decodedPicture(decoder, mean))
    for (const picture of pictures) {
      expect(picture).toHaveLength(side * side)
      expect(Math.min(...picture)).toBeLessThan(0.1)
      expect(Math.max(...picture)).toBeGreaterThan(0.9)
    }
    const distances = pictures.flatMap((picture, k) => pictures.slice(0, k).map(other => Math.sqrt(other.reduce((sum, value, i) => sum + (value - picture[i]!) ** 2, 0))))
    expect(Math.min(...distances)).toBeGreaterThan(2)
  })

  it('has codes under every component', () => expect(new Set(codes.map(([, , label]) => label)).size).toBe(prior.weights.length))
})

it('placesBetween includes both ends', () => expect(placesBetween([0, 1], [2, -1], 3)).toEqual([[0, 1], [1, 0], [2, -1]]))
