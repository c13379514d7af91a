import type { FittedModel, Table } from '@mixtura/models'
import { copyRows, matrix, type Matrix } from '@mixtura/numerics'
import type { ImageShape } from '../../contract/imageShape.js'
import type { GroupProfile, GroupRows, Profiles } from '../../contract/profiles.js'
import type { Assignments } from '../jobs/workerApi.js'
import { groupMoments, type WeightBlocks } from './groupMoments.js'
import type { OwnUnits } from './ownUnits.js'
import { imagesOf, type Brightness } from './pictures.js'
import { forEachBlock } from './posteriorBlocks.js'

/** Number of typical and of doubtful rows of each group. */
const rowsListed = 8
/** Rows whose largest posterior is at least this are not doubtful. */
const certainFrom = 0.95

export interface ProfiledRows {
  readonly model: FittedModel
  readonly table: Table
  readonly assignments: Assignments
  readonly units: OwnUnits
  readonly imageShape: ImageShape | null
  readonly brightness: () => Brightness
}

/** What is characteristic of each group; `rows` are rows of the table. */
export async function groupProfiles(profiled: ProfiledRows): Promise<Profiles> {
  const { model, table: { samples }, assignments, units, imageShape, brightness } = profiled
  const groups = model.groups.length
  const { columns } = samples
  const moments = await groupMoments(weightBlocks(profiled), groups, columns)
  const ofGroup = (values: Float64Array, k: number): Float64Array<ArrayBuffer> => Float64Array.from(values.subarray(k * columns, (k + 1) * columns))
  const densities = model.logDensity ? await model.logDensity(samples) : null
  const typicality = densities ?? distances(samples, assignments.labels, moments).map(distance => -distance)
  const profiles = model.groups.map(async (_, k): Promise<GroupProfile> => {
    const own = rowsOfGroup(assignments.labels, k)
    const { largestPosteriors } = assignments
    const doubtful = largestPosteriors ? smallest(own, row => (largestPosteriors[row]! < certainFrom ? largestPosteriors[row]! : Number.NaN)) : new Uint32Array(0)
    return {
      size: moments.sizes[k]!,
      mean: Float64Array.from(units.mean(ofGroup(moments.means, k))),
      standardDeviation: Float64Array.from(units.standardDeviation(ofGroup(moments.standardDeviations, k))),
      standardError: Float64Array.from(units.standardDeviation(ofGroup(moments.standardErrors, k))),
      restMean: Float64Array.from(units.mean(ofGroup(moments.restMeans, k))),
      difference: ofGroup(moments.differences, k),
      exemplars: await listed(profiled, smallest(own, row => -typicality[row]!)),
      doubtful: await listed(profiled, doubtful),
    }
  })
  return {
    weightedBy: model.responsibilities ? 'posteriors' : 'labels',
    exemplarsBy: densities ? 'density' : 'distance',
    groups: await Promise.all(profiles),
    meanImages: imageShape && imagesOf({ data: moments.means.map(mean => (Number.isNaN(mean) ? brightness().black : mean)) }, imageShape, brightness()),
  }
}

/** The rows with their posteriors, or with 1 for the group that they are assigned to. */
function weightBlocks({ model, table: { samples }, assignments: { labels } }: ProfiledRows): WeightBlocks {
  const { groups, responsibilities } = model
  return visit =>
    forEachBlock(samples, async (block, first) => {
      if (responsibilities) return visit(block, (await responsibilities(block)).data)
      const weights = new Float64Array(block.rows * groups.length)
      for (let row = 0; row < block.rows; row++) {
        const label = labels?.[first + row] ?? groups.length
        if (label < groups.length) weights[row * groups.length + label] = 1
      }
      return visit(block, weights)
    })
}

/** [N] mean over the known cells of the squared distance to the mean of the row's group, in its standard deviations. */
function distances({ data, rows, columns }: Matrix, labels: Uint16Array | null, { means, standardDeviations, sizes }: Awaited<ReturnType<typeof groupMoments>>): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    const label = labels?.[row] ?? sizes.length
    if (label >= sizes.length) return Infinity
    let [sum, known] = [0, 0]
    for (let column = 0; column < columns; column++) {
      const at = label * columns + column
      const [gap, deviation] = [data[row * columns + column]! - means[at]!, standardDeviations[at]!]
      if (Number.isNaN(gap) || !(deviation > 0)) continue
      sum += (gap / deviation) ** 2
      known++
    }
    return known === 0 ? Infinity : sum / known
  })
}

function rowsOfGroup(labels: Uint16Array | null, group: number): readonly number[] {
  const rows: number[] = []
  labels?.forEach((label, row) => {
    if (label === group) rows.push(row)
  })
  return rows
}

/** The rows with the smallest keys, the smallest first; equal ones in file order. One pass with a short list. */
function smallest(rows: readonly number[], keyOf: (row: number) => number): Uint32Array<ArrayBuffer> {
  const best: { readonly row: number; readonly key: number }[] = []
  for (const row of rows) {
    const key = keyOf(row)
    if (Number.isNaN(key) || (best.length === rowsListed && key >= best.at(-1)!.key)) continue
    const after = best.findIndex(other => key < other.key)
    best.splice(after < 0 ? best.length : after, 0, { row, key })
    best.length = Math.min(best.length, rowsListed)
  }
  return Uint32Array.from(best, ({ row }) => row)
}

async function listed({ model, table, units, imageShape, brightness }: ProfiledRows, rows: Uint32Array<ArrayBuffer>): Promise<GroupRows> {
  const samples = rows.length > 0 ? copyRows(table.samples, rows) : matrix(new Float64Array(0), 0, table.samples.columns)
  return {
    rows,
    values: units.values(samples),
    posteriors: model.responsibilities && rows.length > 0 ? Float64Array.from((await model.responsibilities(samples)).data) : new Float64Array(0),
    images: imageShape && imagesOf(samples, imageShape, brightness()),
  }
}
