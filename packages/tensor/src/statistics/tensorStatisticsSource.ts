import {
  samplesSource,
  type MixtureParameters,
  type ScatterKind,
  type StatisticsRequest,
  type StatisticsSource,
  type SufficientStatistics,
} from '@mixtura/core'
import { clearUpperTriangles, InvalidOptionError, matrix, ShapeError, type Matrix } from '@mixtura/numerics'
import { choice, optional, requireObject, readOptions, signal as abortSignal, type OptionReaders, type Reader } from '@mixtura/numerics/validation'
import * as tf from '@tensorflow/tfjs-core'
import { copyAsFloat32 } from '../feeding/feedValues.js'
import { blockStatistics, type BlockStatistics, type MixtureTensors } from './blockStatistics.js'
import { deviceMixture } from './precisionFactors.js'

/** Options of `tensorStatisticsSource`. */
export interface TensorSourceOptions {
  /**
   * Number of rows that are summed in float32 before the sums continue in float64, from 1; 1024 by default. The error of a
   * count, or of an entry of a scatter relative to Σ r |d_i d_j|, is below groupRows · 2^-24, which is 6.1e-5 for 1024 rows.
   * Typical errors grow only with the root of groupRows: 2e-6.
   */
  readonly groupRows?: number
  /** Largest size of an intermediate array of a block, in numbers; 2^22 by default. A block has at least one group. */
  readonly blockSize?: number
}

/** A statistics source whose rows are on a device. */
export interface TensorStatisticsSource extends StatisticsSource {
  /** Frees the device memory. The source cannot be used afterwards. */
  dispose(): void
}

/**
 * Puts rows on the device of the TensorFlow.js backend in use, for fitGaussianMixture. E-steps run there in float32, and their sums
 * are added on the host in float64. Rows are uploaded once, after subtracting the column means, so values far from zero keep their
 * digits. M-steps, starts and convergence are those of core.
 *
 * The device holds N D float32 numbers, and during a step about 4 K times the rows of a block.
 *
 * @param data [N, D], finite. A tensor stays the caller's; float32 copies of it are made on device and host.
 * @throws {NonFiniteValuesError} {ShapeError} for data that cannot be fitted.
 * @throws {InvalidOptionError} for options out of range.
 */
export async function tensorStatisticsSource(
  data: Matrix | tf.Tensor2D,
  options?: TensorSourceOptions,
): Promise<TensorStatisticsSource> {
  const { groupRows = 1024, blockSize = 2 ** 22 } = readOptions<TensorSourceOptions>('tensorStatisticsSource', options, sourceReaders)
  if (!(data instanceof tf.Tensor)) requireMatrix(data)
  const samples = data instanceof tf.Tensor ? await readSamples(data) : data
  // This source checks the values, and draws rows as any source in memory, so that starts are the same.
  const host = await samplesSource(samples)
  const { rows, columns } = host
  const origin = columnMeans(samples)
  const blocks = uploadBlocks(samples, origin, groupRows)

  async function accumulate(model: MixtureParameters, request: StatisticsRequest): Promise<SufficientStatistics> {
    const { scatter, signal } = readOptions<StatisticsRequest>('accumulate', request, requestReaders)
    const { reference, ...arrays } = deviceMixture(model, scatter, origin)
    const { components, means } = model
    const perComponent = scatter === 'full' ? columns * columns : columns
    const counts = new Float64Array(components)
    const sums = new Float64Array(components * columns)
    const scatters = new Float64Array(components * perComponent)
    let logLikelihood = 0
    const tensors = uploadMixture(arrays, { scatter, components, columns })
    try {
      for (const { block, groups, rowsPerGroup } of blocks) {
        const groupsAtOnce = Math.max(1, Math.floor(blockSize / (components * columns * rowsPerGroup)))
        for (let from = 0; from < groups; from += groupsAtOnce) {
          signal?.throwIfAborted()
          const count = Math.min(groupsAtOnce, groups - from)
          const part = tf.tidy(() =>
            blockStatistics(tf.slice(block, [from * rowsPerGroup, 0], [count * rowsPerGroup, columns]), tensors, {
              scatter,
              groupRows: rowsPerGroup,
            }),
          )
          const read = await readBlock(part)
          for (const value of read.logLikelihoods) logLikelihood += value
          addGroups(counts, read.counts, count, 1)
          addGroups(sums, read.sums, count, columns)
          addGroups(scatters, read.scatters, count, perComponent)
        }
      }
    } finally {
      tf.dispose({ ...tensors })
    }
    logLikelihood += rows * reference
    return { scatter, components, columns, rows, totalWeight: rows, logLikelihood, centres: means, counts, sums, scatters: scatter === 'full' ? clearUpperTriangles(scatters, columns) : scatters }
  }

  return {
    rows,
    columns,
    accumulate,
    draw: (count, random) => host.draw(count, random),
    dispose: () => tf.dispose(blocks.map(({ block }) => block)),
  }
}

const size: Reader<number> = (name, value) => {
  if (Number.isSafeInteger(value) && Number(value) >= 1) return Number(value)
  throw new InvalidOptionError(name, 'a whole number of at least 1', value, `Pass for example ${name}: 1024.`)
}

const sourceReaders: OptionReaders<TensorSourceOptions> = { groupRows: optional(size), blockSize: optional(size) }
const directions: Reader<Float64Array> = (name, value) => {
  if (value instanceof Float64Array) return value
  throw new InvalidOptionError(name, 'a Float64Array', value, 'Leave it out.')
}

const requestReaders: OptionReaders<StatisticsRequest> = {
  scatter: choice(['full', 'diagonal']),
  directions: optional(directions),
  signal: optional(abortSignal),
}

/** Rows on the device: either whole groups, or the remaining rows as one group. */
interface DeviceBlock {
  /** [groups * rowsPerGroup, D] relative to the origin. */
  readonly block: tf.Tensor2D
  readonly groups: number
  readonly rowsPerGroup: number
}

function uploadBlocks(samples: Matrix, origin: Float64Array, groupRows: number): DeviceBlock[] {
  const { rows, columns } = samples
  const centred = (from: number, to: number): tf.Tensor2D => {
    const numbers = Uint32Array.from({ length: to - from }, (_, i) => from + i)
    const out = new Float32Array((to - from) * columns)
    return tf.keep(tf.tensor2d(copyAsFloat32(samples, numbers, { scale: { offset: origin }, out }), [to - from, columns]))
  }
  const groups = Math.floor(rows / groupRows)
  const whole = groups * groupRows
  const blocks: DeviceBlock[] = []
  if (groups > 0) blocks.push({ block: centred(0, whole), groups, rowsPerGroup: groupRows })
  if (whole < rows) blocks.push({ block: centred(whole, rows), groups: 1, rowsPerGroup: rows - whole })
  return blocks
}

function uploadMixture(
  { factors, means, logNormalizers }: Omit<ReturnType<typeof deviceMixture>, 'reference'>,
  { scatter, components, columns }: { readonly scatter: ScatterKind; readonly components: number; readonly columns: number },
): MixtureTensors {
  return {
    factors: tf.tensor3d(factors, [components, scatter === 'full' ? columns : 1, columns]),
    means: tf.tensor3d(means, [components, 1, columns]),
    logNormalizers: tf.tensor2d(logNormalizers, [components, 1]),
  }
}

/** Reads all four arrays in one transfer and frees them on the device. */
async function readBlock(part: BlockStatistics): Promise<Record<keyof BlockStatistics, Float32Array>> {
  const names = ['logLikelihoods', 'counts', 'sums', 'scatters'] as const
  const together = tf.tidy(() => tf.concat(names.map(name => tf.reshape(part[name], [-1]))))
  const sizes = names.map(name => part[name].size)
  tf.dispose({ ...part })
  try {
    const values = (await together.data()) as Float32Array
    let at = 0
    const arrays = names.map((name, i) => [name, values.subarray(at, (at += sizes[i]))] as const)
    return Object.fromEntries(arrays) as Record<keyof BlockStatistics, Float32Array>
  } finally {
    together.dispose()
  }
}

/** total[k, i] += Σ_s parts[k, s, i] in float64. */
function addGroups(total: Float64Array, parts: Float32Array, groups: number, size: number): void {
  const components = total.length / size
  for (let k = 0; k < components; k++) {
    for (let s = 0; s < groups; s++) {
      const from = (k * groups + s) * size
      for (let i = 0; i < size; i++) total[k * size + i] += parts[from + i]
    }
  }
}

function requireMatrix(data: unknown): asserts data is Matrix {
  requireObject('data', data, { what: 'a matrix or a tensor [N, D]', fields: { data: 'object', rows: 'number', columns: 'number' }, remedy: 'Pass for example matrix(values, rows, columns).' })
}

async function readSamples(tensor: tf.Tensor2D): Promise<Matrix> {
  if (tensor.rank !== 2) {
    throw new ShapeError('samples', '[N, D]', `[${tensor.shape.join(', ')}]`, 'Reshape the tensor to two dimensions.')
  }
  const [rows, columns] = tensor.shape
  return matrix(Float32Array.from(await tensor.data<'float32'>()), rows, columns)
}

/** [D] means in float64. */
function columnMeans({ data, rows, columns }: Matrix): Float64Array {
  const means = new Float64Array(columns)
  for (let i = 0; i < data.length; i++) means[i % columns] += data[i]
  return means.map(sum => sum / rows)
}
