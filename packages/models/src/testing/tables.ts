import { createRandom, GaussianMixture } from '@mixtura/core'
import { regionImages } from '../../../deep/src/testing/regionImages.js'
import type { Table } from '../contract/table.js'

/** A table of spherical groups on a spiral. The labels are the groups. */
export function blobs({ rows, columns, groups, seed = 1 }: {
  readonly rows: number
  readonly columns: number
  readonly groups: number
  readonly seed?: number
}): Table & { readonly labels: readonly number[] } {
  const truth = GaussianMixture.fromParameters({
    covarianceType: 'spherical',
    weights: new Float64Array(groups).fill(1 / groups),
    means: Float64Array.from({ length: groups * columns }, (_, i) => 6 * Math.sin(2 * Math.floor(i / columns) + 3 * (i % columns))),
    covariances: new Float64Array(groups).fill(1),
  })
  const { samples, labels } = truth.sample(rows, { seed })
  return { samples, labels: Array.from(labels) }
}

/** A table of groups that are alike: each has two blobs, moved a little as a whole. The labels are the groups. */
export function groupedBlobs({ groups, rowsPerGroup, columns, seed = 1 }: {
  readonly groups: number
  readonly rowsPerGroup: number
  readonly columns: number
  readonly seed?: number
}): Table {
  const random = createRandom(seed)
  const shifts = Float64Array.from({ length: groups * columns }, () => random.normal())
  const rows = groups * rowsPerGroup
  const labels = Array.from({ length: rows }, (_, row) => Math.floor(row / rowsPerGroup))
  const data = Float64Array.from({ length: rows * columns }, (_, at) => {
    const row = Math.floor(at / columns)
    return random.normal() + shifts[labels[row] * columns + (at % columns)] + (row % 2 === 0 ? 5 : -5)
  })
  return { samples: { data, rows, columns }, labels }
}

/** A table of square images, values from 0 to 1: a bright left or right half, and noise. The labels are the sides. */
export function images({ rows, side, seed = 1 }: { readonly rows: number; readonly side: number; readonly seed?: number }): Table {
  const random = createRandom(seed)
  const labels = Array.from({ length: rows }, (_, row) => row % 2)
  const data = Float64Array.from({ length: rows * side * side }, (_, at) => {
    const isLeft = at % side < side / 2 ? 0 : 1
    return 0.3 * random.uniform() + (isLeft === labels[Math.floor(at / (side * side))] ? 0.7 : 0)
  })
  return { samples: { data, rows, columns: side * side }, labels, imageShape: [side, side, 1] }
}

/** A table of images of regions in three colours, with noise. */
export function colouredImages({ rows, height, width, deviation, seed = 1 }: {
  readonly rows: number
  readonly height: number
  readonly width: number
  readonly deviation: number
  readonly seed?: number
}): Table {
  const colours = [[0.2, 0.3, 0.7], [0.5, 0.6, 0.2], [0.8, 0.3, 0.4]]
  const { images: samples, shape } = regionImages({ rows, height, width, colours, cells: 6, deviation, seed })
  return { samples, imageShape: shape }
}

/** The table with some cells missing. */
export function withHoles(table: Table, every: number): Table {
  const { samples } = table
  return { ...table, samples: { ...samples, data: Float64Array.from(samples.data, (value, at) => (at % every === 0 ? NaN : value)) } }
}

/** The text of the table as a CSV file. Numbers keep all their bits. */
export function csvOf({ samples, labels, columnNames, features, labelName = 'label' }: Table): string {
  const { data, rows, columns } = samples
  const names = columnNames ?? Array.from({ length: columns }, (_, at) => `x${at + 1}`)
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from(data.subarray(row * columns, (row + 1) * columns), (value, column) => (Number.isNaN(value) ? '' : features?.[column].levels?.[value].of[0] ?? String(value)))
    return [...cells, ...(labels ? [String(labels[row])] : [])].join(',')
  })
  return `${[...names, ...(labels ? [labelName] : [])].join(',')}\n${lines.join('\n')}\n`
}
