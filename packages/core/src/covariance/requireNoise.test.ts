import { describe, expect, it } from 'vitest'
import { requireNoise } from './requireNoise.js'
import { factorRows, type FactorRows } from './storedFactors.js'

/** Three columns under two factors; columns of noise 0.5 have noise, those of 1e-9 have none. */
const least = new Float64Array(3).fill(1e-8)
const model = (loadings: number[], noiseVariances: number[]): FactorRows => factorRows({
  loadings: Float64Array.from(loadings),
  noiseVariances: Float64Array.from(noiseVariances),
})

describe('requireNoise', () => {
  it('accepts as many columns without noise as there are factors, if each is a different factor', () => {
    requireNoise(model([1, 0, 1, 0, 0, 1], [1e-9, 0.5, 0.5]), least, 0)
    requireNoise(model([1, 0, 0.5, 0.5, 0, 2], [1e-9, 0.5, 1e-9]), least, 0)
  })

  it.each([
    { what: 'one of which is twice another', loadings: [1, 2, 2, 4, 0, 1], noise: [1e-9, 1e-9, 0.5], column: 1 },
    { what: 'more than there are factors', loadings: [1, 0, 0, 1, 1, 1], noise: [1e-9, 1e-9, 1e-9], column: 2 },
  ])('refuses columns without noise, $what', ({ loadings, noise, column }) => {
    expect(() => requireNoise(model(loadings, noise), least, 4)).toThrow(
      `covariance of component 4 is not positive definite: pivot 1.00e-9 at row ${column}. ` +
        'It has probably collapsed onto a few samples or dependent columns: raise regularization, lower components, or choose a simpler covarianceType.',
    )
  })
})
