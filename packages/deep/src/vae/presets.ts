import { stepDecay } from '@mixtura/tensor'
import { decDesign } from '../networks/networkDesign.js'
import type { GaussianMixtureVaeOptions } from './vaeOptions.js'

/**
 * VaDE for MNIST as in the paper: dense 784-500-500-2000-10, pretrained as an autoencoder, then Adam at 2e-3 for networks and
 * prior, reduced by 10 % every ten epochs of 60000 rows in batches of 100.
 *
 * @see Jiang, Zheng, Tan, Tang & Zhou, Variational deep embedding (2017), section 4. The paper does not give the epochs of
 *   pretraining; they are taken from a widespread port.
 */
export const vadePreset: GaussianMixtureVaeOptions = {
  components: 10,
  latent: 10,
  network: decDesign,
  elbo: 'mean-field',
  refitPrior: false,
  pretraining: { kind: 'autoencoder', epochs: 50, learningRate: 1e-3 },
  learningRate: stepDecay({ rate: 2e-3, factor: 0.9, every: 6000 }),
  priorLearningRate: stepDecay({ rate: 2e-3, factor: 0.9, every: 6000 }),
  batchSize: 100,
  epochs: 300,
}

/**
 * The Gaussian mixture prior that the VampPrior is compared with: 500 components in 40 latent dimensions, two hidden layers of
 * 300 units (gated in the paper, ReLU here), Adam at 5e-4 and a warm-up of 100 epochs. The first of these epochs are trained
 * with N(0, I), so that the mixture starts where the codes are.
 *
 * @see Tomczak & Welling, VAE with a VampPrior (2018).
 */
export const mixturePriorPreset: GaussianMixtureVaeOptions = {
  components: 500,
  latent: 40,
  network: { kind: 'dense', widths: [300, 300] },
  elbo: 'monte-carlo',
  pretraining: { kind: 'variational', epochs: 50 },
  priorStarts: 1,
  warmUpEpochs: 100,
  learningRate: 5e-4,
  batchSize: 100,
  epochs: 500,
}
