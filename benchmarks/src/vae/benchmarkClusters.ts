import { clusteringAccuracy, fitGaussianMixture, normalizedMutualInformation, type Matrix } from '@mixtura/core'
import { fitGaussianMixtureVae, type GaussianMixtureVaeOptions } from '@mixtura/deep'
import { readImageSet } from '../deep/imageSet.js'
import type { ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { addToReport, earlierRun, type PlannedVaeRun } from './vaeReport.js'

/** Settings that all subjects share. */
const shared = { components: 10, latent: 10, network: { kind: 'dense', widths: [256, 128] }, batchSize: 128, learningRate: 1e-3 } as const
const augmentation = { rotation: 10, shift: 2 } as const

/**
 * Clustering of digits that are not binarised. It compares the prior's components of the variational autoencoder, whose
 * start divides the codes by their neighbours, with a mixture fitted to the codes of a plain autoencoder. Both have the same
 * network and number of updates, with and without augmentation. Labels are used only for scores.
 */
export async function benchmarkClusters({ data, samples, seeds, quick, json }: ModelBenchmarkOptions): Promise<void> {
  const { images, labels, height, width } = await readImageSet(data, 'train', quick ? 1000 : samples)
  const epochs = quick ? 4 : 20
  const pretraining = Math.floor(0.7 * epochs)
  const plain: GaussianMixtureVaeOptions = { pretraining: { kind: 'autoencoder', epochs }, epochs: 0 }
  const subjects: Readonly<Record<string, GaussianMixtureVaeOptions>> = {
    'GMM-VAE, augmented': { covarianceType: 'full', elbo: 'mean-field', partition: 'manifold', pretraining: { kind: 'autoencoder', epochs: pretraining }, epochs: epochs - pretraining, augmentation },
    'autoencoder + GMM': plain,
    'autoencoder + GMM, augmented': { ...plain, augmentation },
  }
  for (const seed of seeds) {
    for (const [subject, subjectOptions] of Object.entries(subjects)) {
      const options = { ...shared, ...subjectOptions, seed }
      const planned: PlannedVaeRun = { table: 'clusters', subject, seed, rows: images.rows, quick, settings: options }
      const run = earlierRun(planned, json) ?? { ...planned, figures: await measure(options) }
      addToReport(run, json)
      const { accuracy, nmi, seconds } = run.figures
      console.log(`seed ${seed}, ${subject}: accuracy ${accuracy.toFixed(3)}, NMI ${nmi.toFixed(3)}, ${images.rows} rows, ${seconds.toFixed(0)} s`)
    }
  }

  async function measure(options: GaussianMixtureVaeOptions & { readonly seed: number }): Promise<Record<string, number>> {
    const began = performance.now()
    const { model } = await fitGaussianMixtureVae(images, { ...options, shape: [height, width, 1] })
    const found = options.epochs === 0 ? await fullMixture(await model.encode(images), options.seed) : await model.predict(images)
    model.dispose()
    const seconds = (performance.now() - began) / 1000
    return { accuracy: clusteringAccuracy(found, labels), nmi: normalizedMutualInformation(found, labels), seconds }
  }
}

/** Mixture with full covariances, which suit the codes of an autoencoder better than diagonal ones. */
async function fullMixture(codes: Matrix, seed: number): Promise<Int32Array> {
  const { model } = await fitGaussianMixture(codes, { components: 10, covarianceType: 'full', starts: 4, seed })
  return model.predict(codes)
}
