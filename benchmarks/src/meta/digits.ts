import { convolutionalEmbedding, labelledEpisodes, metaTrainPrototypes, type EpisodeSet, type PrototypeOptions, type Task, type TaskFamily } from '@mixtura/meta'
import { readImageSet, type ImageSet } from '../deep/imageSet.js'
import type { ModelBenchmarkOptions } from '../deep/modelOptions.js'
import { tableLine, type TableColumn } from '../table.js'

/** Result of one training, tested on episodes of classes that were not in it. */
export interface DigitsRow {
  readonly shots: number
  readonly variant: string
  readonly seed: number
  /** Mean share of correctly classified queries. */
  readonly accuracy: number
  /** Half-width of the 95 % confidence interval of that mean over the episodes. */
  readonly interval: number
  readonly seconds: number
}

export interface DigitsReport {
  readonly trainingClasses: readonly number[]
  readonly testClasses: readonly number[]
  readonly episodes: number
  readonly rows: readonly DigitsRow[]
  readonly means: readonly DigitsMean[]
}

/** Means over all seeds. */
export interface DigitsMean {
  readonly shots: number
  readonly variant: string
  readonly accuracy: number
  /** Mean difference from plain prototypes on the same episodes, and the half-width of its 95 % confidence interval. */
  readonly gain: number
  readonly gainInterval: number
}

const trainingClasses = [0, 1, 2, 3, 4]
const testClasses = [5, 6, 7, 8, 9]
/** 'plain' is the network of Snell et al.: squared Euclidean distances and temperature 1. */
const variants: Readonly<Record<string, Pick<PrototypeOptions, 'covarianceType' | 'temperature'>>> = {
  plain: { covarianceType: 'spherical', temperature: 1 },
  diag: { covarianceType: 'diag' },
  full: { covarianceType: 'full' },
}
const columns: readonly TableColumn<DigitsMean>[] = [
  { head: 'prototypes', width: 12, cell: ({ variant }) => variant },
  { head: 'shots', width: 5, cell: ({ shots }) => String(shots) },
  { head: 'accuracy', width: 8, cell: ({ accuracy }) => accuracy.toFixed(4) },
  { head: 'above plain', width: 16, cell: ({ gain, gainInterval }) => `${gain.toFixed(4)} ± ${gainInterval.toFixed(4)}` },
]

/**
 * MNIST digits, 5-way: training on the digits 0 to 4 of the training images, test on 5 to 9 of the test images. Digits rotated
 * by quarter turns are additional training classes, as in Snell et al. With only five classes every episode would have the same
 * classes, and the network would lose features that distinguish other digits. All variants have the same initial embedding, the
 * same training episodes and the same test episodes; each query is classified separately.
 */
export async function benchmarkDigits({ data, seeds, quick }: ModelBenchmarkOptions): Promise<DigitsReport> {
  const training = withQuarterTurns(classesOf(await readImageSet(data, 'train'), trainingClasses))
  const test = classesOf(await readImageSet(data, 't10k'), testClasses)
  const episodes = quick ? 10 : 600
  const rows: DigitsRow[] = []
  const means: DigitsMean[] = []
  for (const shots of [1, 5]) {
    const family = labelledEpisodes(training.images, training.labels, { shots, queries: 10 })
    const tests = labelledEpisodes(test.images, test.labels, { shots, queries: 15 })
    const tasks = Array.from({ length: episodes }, (_, i) => tests.task(2 * i + 1))
    const pixels = meanAndInterval(tasks.map(accuracyOfPixels))
    console.log(`${shots} shots, nearest mean of pixels: ${pixels.mean.toFixed(4)} ± ${pixels.interval.toFixed(4)}`)
    const found: Record<string, number[]> = {}
    for (const seed of seeds) {
      for (const [variant, chosen] of Object.entries(variants)) {
        const { seconds, accuracies } = await trainAndTest(family, tasks, { ...chosen, seed, ...(quick && { stepsPerEpoch: 3 }) })
        const { mean: accuracy, interval } = meanAndInterval(accuracies)
        console.log(`${shots} shots, ${variant}, seed ${seed}: ${accuracy.toFixed(4)} ± ${interval.toFixed(4)} in ${seconds.toFixed(0)} s`)
        rows.push({ shots, variant, seed, accuracy, interval, seconds })
        found[variant] = [...(found[variant] ?? []), ...accuracies]
      }
    }
    for (const [variant, accuracies] of Object.entries(found)) {
      const gains = meanAndInterval(accuracies.map((accuracy, i) => accuracy - found.plain[i]))
      means.push({ shots, variant, accuracy: meanAndInterval(accuracies).mean, gain: gains.mean, gainInterval: gains.interval })
    }
  }
  console.log(`\n${episodes} episodes of digits ${testClasses.join(', ')} for each of ${seeds.length} seeds`)
  console.log(tableLine(columns))
  for (const row of means) console.log(tableLine(columns, row))
  return { trainingClasses, testClasses, episodes, rows, means }
}

async function trainAndTest(
  family: TaskFamily<EpisodeSet>,
  tasks: readonly Task<EpisodeSet>[],
  options: Omit<PrototypeOptions, 'embedding'>,
): Promise<{ readonly seconds: number; readonly accuracies: number[] }> {
  const { seed = 0 } = options
  const embedding = convolutionalEmbedding({ height: 28, width: 28, filters: [8, 16], widths: [32], seed })
  const began = performance.now()
  const start = await metaTrainPrototypes(family, { embedding, epochs: 3, stepsPerEpoch: 100, validationTasks: 20, ...options })
  const seconds = (performance.now() - began) / 1000
  return { seconds, accuracies: Array.from(await start.accuracies(tasks)) }
}

/** Accuracy without training: the class of a query is that of the nearest class mean of the support, in pixels. */
function accuracyOfPixels({ support, query }: Task<EpisodeSet>): number {
  const { columns } = support.samples
  const means = new Float64Array(support.classes * columns)
  const shots = support.labels.length / support.classes
  support.samples.data.forEach((value, at) => (means[support.labels[Math.floor(at / columns)] * columns + (at % columns)] += value / shots))
  const distanceTo = (row: number, label: number): number => {
    let sum = 0
    for (let i = 0; i < columns; i++) sum += (query.samples.data[row * columns + i] - means[label * columns + i]) ** 2
    return sum
  }
  const hits = query.labels.filter((label, row) => {
    const distances = Array.from({ length: support.classes }, (_, candidate) => distanceTo(row, candidate))
    return distances.indexOf(Math.min(...distances)) === label
  })
  return hits.length / query.labels.length
}

interface LabelledImages {
  readonly images: { readonly data: Uint8Array; readonly rows: number; readonly columns: number }
  readonly labels: Uint8Array
}

function classesOf({ images, labels }: ImageSet, classes: readonly number[]): LabelledImages {
  const rows = Array.from(labels.keys()).filter(row => classes.includes(labels[row]))
  const data = new Uint8Array(rows.length * images.columns)
  rows.forEach((row, i) => data.set(images.data.subarray(row * images.columns, (row + 1) * images.columns), i * images.columns))
  return { images: { data, rows: rows.length, columns: images.columns }, labels: Uint8Array.from(rows, row => labels[row]) }
}

/** Class c rotated by q quarter turns becomes class 4 c + q. */
function withQuarterTurns({ images: { data, rows, columns }, labels }: LabelledImages): LabelledImages {
  const side = Math.sqrt(columns)
  const turned = new Uint8Array(4 * data.length)
  for (let turns = 0; turns < 4; turns++) {
    for (let to = 0; to < columns; to++) {
      let [y, x] = [Math.floor(to / side), to % side]
      for (let turn = 0; turn < turns; turn++) [y, x] = [x, side - 1 - y]
      for (let row = 0; row < rows; row++) turned[(turns * rows + row) * columns + to] = data[row * columns + y * side + x]
    }
  }
  return {
    images: { data: turned, rows: 4 * rows, columns },
    labels: Uint8Array.from({ length: 4 * rows }, (_, at) => 4 * labels[at % rows] + Math.floor(at / rows)),
  }
}

/** Mean of independent values, and the half-width of its 95 % confidence interval. */
function meanAndInterval(values: readonly number[]): { readonly mean: number; readonly interval: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return { mean, interval: 1.96 * Math.sqrt(variance / values.length) }
}
