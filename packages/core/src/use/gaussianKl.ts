import { ShapeError } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import { componentDivergences } from './componentDivergences.js'
import { requireMixture } from '../model/requireMixture.js'

/**
 * KL(p ‖ q) of two Gaussians in closed form, nats.
 *
 * @param p one component.
 * @param q one component, with the same number of columns.
 * @throws {ShapeError} if either has several components, or they differ in columns.
 * @see componentDivergences for the formula.
 */
export function gaussianKl(p: MixtureParameters, q: MixtureParameters): number {
  requireOneComponent('p', p)
  requireOneComponent('q', q)
  return componentDivergences(p, q).data[0]
}

function requireOneComponent(name: string, mixture: unknown): void {
  requireMixture(name, mixture)
  const { components } = mixture
  if (components === 1) return
  throw new ShapeError(
    name,
    'a single Gaussian',
    `a mixture of ${components} components`,
    'Use klDivergence for mixtures, or mergedGaussian for their one-component summary.',
  )
}
