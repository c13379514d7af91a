import { readImageSet } from '../deep/imageSet.js'
import { modelOptions } from '../deep/modelOptions.js'
import { tableLine, type TableColumn } from '../table.js'
import { writeReport } from '../report.js'
import { trainClassifier, variants, type ClassifierResult, type ClassifierVariant } from './digitClassifier.js'

const learningRate = 8e-3

interface VariantReport {
  readonly variant: ClassifierVariant
  readonly results: readonly ClassifierResult[]
}

/**
 * A small CNN on MNIST with and without Gaussian mixtures in its filters and its loss. `--data DIR` is the folder of the IDX
 * files, `--samples N` the number of training rows.
 */
export async function benchmarkLayers(args: readonly string[]): Promise<void> {
  const { data, samples, seeds, quick, json, only, backend } = await modelOptions(args)
  const rows = quick ? Math.min(samples, 2_000) : samples
  const epochs = quick ? 1 : 3
  const [train, test] = await Promise.all([readImageSet(data, 'train', rows), readImageSet(data, 't10k')])
  console.log(`${train.images.rows} images, ${epochs} epochs, batch 128, Adam ${learningRate} with cosine decay; tested on ${test.images.rows}`)
  console.log(tableLine(columns))
  const reports: VariantReport[] = []
  for (const [i, variant] of variants.entries()) {
    if (only.length > 0 && !only.includes(String(i))) continue
    const results: ClassifierResult[] = []
    for (const seed of seeds) results.push(await trainClassifier(variant, { train, test }, { epochs, learningRate, seed }))
    const report = { variant, results }
    reports.push(report)
    console.log(tableLine(columns, report))
  }
  writeReport('layers', { backend: backend.name, rows: train.images.rows, epochs, learningRate, seeds, reports }, json)
}

const columns: readonly TableColumn<VariantReport>[] = [
  { head: 'network', width: 26, cell: ({ variant }) => variant.name },
  { head: 'parameters', width: 10, cell: ({ results }) => String(results[0].parameterCount) },
  { head: 'of convolutions', width: 15, cell: ({ results }) => String(results[0].convolutionParameterCount) },
  { head: 'test error %, mean', width: 18, cell: ({ results }) => percent(mean(results.map(({ testError }) => testError))) },
  { head: 'by seed', width: 18, cell: ({ results }) => results.map(({ testError }) => percent(testError)).join(' ') },
  { head: 's', width: 5, cell: ({ results }) => mean(results.map(({ trainingSeconds }) => trainingSeconds)).toFixed(0) },
]

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function percent(share: number): string {
  return (100 * share).toFixed(2)
}
