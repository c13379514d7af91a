import { clusteringAccuracy, kMeans } from '@mixtura/core'
import { fitImageSegmentation } from '@mixtura/deep'
import { regionImages } from '../../../packages/deep/src/testing/regionImages.js'
import { modelOptions } from '../deep/modelOptions.js'
import { writeReport } from '../report.js'
import { tableLine, type TableColumn } from '../table.js'

interface SegmentationRow {
  /** Standard deviation of the noise in each channel; the colours are 0.47 to 0.71 apart. */
  readonly deviation: number
  readonly seed: number
  /** Share of pixels with the right segment, after the best matching of segments: k-means, and the fit with each smoothness. */
  readonly accuracies: Readonly<Record<string, number>>
  /** Time of the fit with the default smoothness and of the division of its images. */
  readonly seconds: number
}

const colours = [[0.2, 0.3, 0.7], [0.5, 0.6, 0.2], [0.8, 0.3, 0.4], [0.4, 0.8, 0.7]]
const deviations = [0.1, 0.2, 0.3, 0.4, 0.6]
const smoothnesses = [0, 0.5, 1, 2, 4]
const defaultSmoothness = 1

const names = ['k-means', ...smoothnesses.map(String)]

const columns: readonly TableColumn<SegmentationRow>[] = [
  { head: 'noise', width: 5, cell: ({ deviation }) => deviation.toFixed(1) },
  { head: 'seed', width: 4, cell: ({ seed }) => String(seed) },
  ...names.map(name => ({ head: name === 'k-means' ? name : `β=${name}`, width: 7, cell: (row: SegmentationRow) => row.accuracies[name]!.toFixed(3) })),
  { head: 'seconds', width: 7, cell: ({ seconds }) => seconds.toFixed(1) },
]

/** Accuracy of `fitImageSegmentation` on noisy images of regions whose truth is known, by the strength of the field. */
export async function benchmarkSegmentation(args: readonly string[]): Promise<void> {
  const { seeds, quick, samples, json } = await modelOptions(args, [101, 102, 103])
  const images = Math.min(samples, quick ? 1 : 4)
  const side = quick ? 32 : 96
  const rows: SegmentationRow[] = []
  console.log(`${images} images of ${side} x ${side} pixels in ${colours.length} colours, Voronoi cells, independent normal noise\n${tableLine(columns)}`)
  for (const deviation of quick ? deviations.slice(0, 2) : deviations) {
    for (const seed of seeds) {
      rows.push(await segmentOnce({ deviation, seed, images, side }))
      console.log(tableLine(columns, rows.at(-1)))
    }
  }
  writeReport('segmentation', { date: new Date().toISOString(), node: process.versions.node, images, side, colours, rows }, json)
}

async function segmentOnce({ deviation, seed, images, side }: {
  readonly deviation: number
  readonly seed: number
  readonly images: number
  readonly side: number
}): Promise<SegmentationRow> {
  const set = regionImages({ rows: images, height: side, width: side, colours, cells: 12, deviation, seed })
  const components = colours.length
  const pixels = { data: set.images.data, rows: set.labels.length, columns: set.shape[2] }
  const accuracies: Record<string, number> = { 'k-means': clusteringAccuracy(set.labels, (await kMeans(pixels, { clusters: components, seed })).labels) }
  let seconds = 0
  for (const smoothness of smoothnesses) {
    const from = performance.now()
    const { model } = await fitImageSegmentation(set.images, { shape: set.shape, components, smoothness, seed })
    accuracies[smoothness] = clusteringAccuracy(set.labels, (await model.segment(set.images)).labels)
    if (smoothness === defaultSmoothness) seconds = (performance.now() - from) / 1000
  }
  return { deviation, seed, accuracies, seconds }
}
