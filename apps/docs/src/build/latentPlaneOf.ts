import type { GaussianMixtureVae } from '@mixtura/deep'
import { readModelFile } from '@mixtura/tensor'
import type { LatentPlane } from '../explainers/latentPlane.js'
import { planeMixture } from '../explainers/mixtureState.js'

/** Four significant digits: more than a screen shows. */
const rounded = (value: number): number => Number(value.toPrecision(4))

/**
 * What the explainer of the latent space keeps of a model.
 *
 * @param model with dense networks, two latent numbers and pictures of one channel in [0, 1].
 * @param pictures those that are shown as codes.
 */
export async function latentPlaneOf(model: GaussianMixtureVae, pictures: readonly (readonly number[])[]): Promise<LatentPlane> {
  const rows = pictures.map(picture => [...picture])
  const { arrays } = readModelFile('gaussian-mixture-vae', 1, await model.save())
  const layers = Object.keys(arrays).flatMap(name => /^decoder\/(\w+)\/kernel$/.exec(name)?.[1] ?? [])
  const [{ data: codes }, labels] = [await model.encode(rows), await model.predict(rows)]
  const { weights, means, covariances } = planeMixture(model.prior)
  return {
    side: Math.sqrt(rows[0]!.length),
    prior: {
      weights: weights.map(rounded),
      means: means.map(([x, y]) => [rounded(x), rounded(y)] as const),
      covariances: covariances.map(([a, b, c]) => [rounded(a), rounded(b), rounded(c)] as const),
    },
    codes: rows.map((_, n) => [rounded(codes[2 * n]!), rounded(codes[2 * n + 1]!), labels[n]!] as const),
    decoder: layers.map(layer => ({
      kernel: Array.from(arrays[`decoder/${layer}/kernel`]!.data, rounded),
      bias: Array.from(arrays[`decoder/${layer}/bias`]!.data, rounded),
    })),
  }
}
