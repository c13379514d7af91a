import { fitGaussianMixtureVae, type GaussianMixtureVaeOptions } from '@mixtura/deep'
import { readImageSet, type ImageSet } from '../deep/imageSet.js'
import type { ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { binarize } from './binarize.js'
import { addToReport, earlierRun, type PlannedVaeRun, type VaeRun } from './vaeReport.js'

/** Settings that both priors share. */
const shared = { latent: 20, network: { kind: 'dense', widths: [300, 300] }, batchSize: 128, learningRate: 1e-3 } as const

/** Number of test rows whose ln p(x) is estimated by importance weighting. */
const importanceRows = 1000
const importanceDraws = 200

/** ln p(x) of statically binarised digits with N(0, I) and with a mixture as prior; networks and numbers of updates are equal. */
export async function benchmarkLikelihood({ data, samples, seeds, quick, json }: ModelBenchmarkOptions): Promise<void> {
  const [train, test] = await Promise.all([readImageSet(data, 'train', quick ? 1000 : samples), readImageSet(data, 't10k', quick ? 200 : 10_000)])
  const rows = binarize(train.images, 1)
  const heldOut = binarize(test.images, 2)
  const epochs = quick ? 2 : 10
  const pretraining = Math.floor(epochs / 2)
  const priors: Readonly<Record<string, GaussianMixtureVaeOptions>> = {
    'N(0, I)': { prior: 'standard', epochs },
    'mixture of 20': {
      components: 20,
      covarianceType: 'full',
      pretraining: { kind: 'variational', epochs: pretraining },
      epochs: epochs - pretraining,
      priorStarts: 1,
      priorLearningRate: 1e-3,
    },
  }
  const head = firstRows(heldOut, importanceRows)
  for (const seed of seeds) {
    const runs: VaeRun[] = []
    for (const [subject, prior] of Object.entries(priors)) {
      const options = { ...shared, ...prior, seed }
      const planned: PlannedVaeRun = { table: 'likelihood', subject, seed, rows: rows.rows, quick, settings: { ...options, importanceRows: head.rows, importanceDraws } }
      const run = earlierRun(planned, json) ?? { ...planned, figures: await measure(options) }
      addToReport(run, json)
      runs.push(run)
      const { elbo, logLikelihood, seconds } = run.figures
      console.log(`seed ${seed}, ${subject}: test bound ${elbo.toFixed(2)}, IWAE-${importanceDraws} of ${head.rows} rows ${logLikelihood.toFixed(2)}, ${seconds.toFixed(0)} s`)
    }
    const gain = (figure: string): string => (runs[1].figures[figure] - runs[0].figures[figure]).toFixed(2)
    console.log(`seed ${seed}: the mixture gains ${gain('elbo')} nats of the bound, ${gain('logLikelihood')} of ln p(x)`)
  }

  async function measure(options: GaussianMixtureVaeOptions): Promise<Record<string, number>> {
    const began = performance.now()
    const { model, history } = await fitGaussianMixtureVae(rows, { ...options, scale: 'none' })
    const seconds = (performance.now() - began) / 1000
    const elbo = mean(await model.elbo(heldOut))
    const logLikelihood = mean(await model.importanceWeightedLogLikelihood(head, { draws: importanceDraws, seed: 1 }))
    const elboOfTheSameRows = mean(await model.elbo(head))
    const { klDivergence, occupiedComponents } = history[history.length - 1].metrics
    model.dispose()
    return { elbo, logLikelihood, elboOfTheSameRows, klDivergence, occupiedComponents, seconds }
  }
}

function firstRows({ data, rows, columns }: ImageSet['images'], count: number): ImageSet['images'] {
  const first = Math.min(count, rows)
  return { data: data.subarray(0, first * columns), rows: first, columns }
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
