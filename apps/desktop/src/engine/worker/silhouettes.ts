import { silhouetteSamples } from '@mixtura/core'
import type { FittedModel } from '@mixtura/models'
import { copyRows, createRandom, drawRowNumbers, type Matrix } from '@mixtura/numerics'
import type { Silhouettes } from '../../contract/profiles.js'

/** Every row is compared with every other one, so that more rows than these would take long. */
const maxRows = 5000
/** Multiplications for all comparisons: about a second. */
const maxWork = 1e9
const seed = 1

export interface ComparedRows {
  readonly model: Pick<FittedModel, 'groups' | 'encode'>
  readonly samples: Matrix
  /** [N] index of each row's group; larger for rows of no group. */
  readonly labels: Uint16Array
}

/** Silhouettes of the groups: of the codes if the model has codes, because its groups are groups of codes; otherwise of the rows. */
export async function silhouettes({ model, samples, labels }: ComparedRows): Promise<Silhouettes> {
  const { groups, encode } = model
  const complete = Uint32Array.from(labels.keys()).filter(row => labels[row]! < groups.length && !samples.data.subarray(row * samples.columns, (row + 1) * samples.columns).some(Number.isNaN))
  const count = Math.min(maxRows, Math.floor(Math.sqrt((2 * maxWork) / samples.columns)))
  const rows = drawRowNumbers(complete.length, count, createRandom(seed)).map(at => complete[at]!)
  const own = Array.from(rows, row => labels[row]!)
  if (new Set(own).size < 2 || new Set(own).size >= own.length) return null
  const compared = copyRows(samples, rows)
  const values = await silhouetteSamples(encode ? float64(await encode(compared)) : compared, own)
  const meanOf = (some: ArrayLike<number>): number => Array.from(some).reduce((sum, value) => sum + value, 0) / some.length
  return {
    of: encode ? 'codes' : 'rows',
    compared: own.length,
    total: complete.length,
    mean: meanOf(values),
    groups: groups.map((_, k) => {
      const ofGroup = values.filter((_value, at) => own[at] === k)
      return { mean: ofGroup.length > 0 ? meanOf(ofGroup) : null, values: Float32Array.from(ofGroup).sort().reverse() }
    }),
  }
}

const float64 = ({ data, rows, columns }: Matrix): Matrix => ({ data: Float64Array.from(data), rows, columns })
