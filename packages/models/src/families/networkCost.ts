/** What networks cost. */
import type { Cost, Device } from '../contract/device.js'
import type { TableFacts } from '../contract/table.js'
import type { Design } from './networkOptions.js'

/** Work and size of a network. */
export interface NetworkSize {
  /** Multiply-adds of a row on its way through. */
  readonly multiplyAdds: number
  readonly parameters: number
  /** Values of all layers, for one row. */
  readonly activations: number
}

/** A network from a row of the table to `outputs` values. The one that mirrors it costs the same. */
export function networkSize(design: Design, { columns, imageShape }: Pick<TableFacts, 'columns' | 'imageShape'>, outputs: number): NetworkSize {
  if (design.kind === 'dense') return denseSize([columns, ...design.widths, outputs])
  const { filters, window } = design
  let [height, width, channels] = imageShape ?? [1, columns, 1]
  const total = { multiplyAdds: 0, parameters: 0, activations: 0 }
  for (const count of filters) {
    const taps = window * window * channels * count
    total.multiplyAdds += height * width * taps
    total.parameters += taps
    // The columns of the window are laid out beside each other for the product.
    total.activations += height * width * (count + window * window * channels)
    height /= 2
    width /= 2
    channels = count
  }
  return addSizes(total, denseSize([height * width * channels, defaultDenseWidth, outputs]))
}

/** Units of the dense layer after the convolutions, unless others are asked for. */
const defaultDenseWidth = 128

export function denseSize(widths: readonly number[]): NetworkSize {
  let products = 0
  for (let i = 1; i < widths.length; i++) products += widths[i - 1] * widths[i]
  return { multiplyAdds: products, parameters: products, activations: widths.reduce((sum, width) => sum + width, 0) }
}

export const addSizes = (one: NetworkSize, other: NetworkSize): NetworkSize => ({
  multiplyAdds: one.multiplyAdds + other.multiplyAdds,
  parameters: one.parameters + other.parameters,
  activations: one.activations + other.activations,
})

export interface TrainingShape {
  readonly size: NetworkSize
  readonly rows: number
  readonly batchSize: number
  readonly epochs: number
  /** Overhead of one step beside its products, in operations of the smallest size. */
  readonly operations: number
}

/** Seconds of a training: forwards once, and back to the activations and to the parameters. */
export function trainingSeconds({ size, rows, batchSize, epochs, operations }: TrainingShape, { multiplyAddsPerSecond, secondsPerOperation }: Device): number {
  const inBatch = Math.min(rows, batchSize)
  const step = (3 * size.multiplyAdds * inBatch) / multiplyAddsPerSecond + operations * secondsPerOperation
  return epochs * Math.ceil(rows / inBatch) * step
}

/** Bytes that a training holds: parameters with gradient and Adam's two moments, activations with their gradients. */
export function trainingBytes({ size, rows, batchSize }: Pick<TrainingShape, 'size' | 'rows' | 'batchSize'>): number {
  return 4 * (4 * size.parameters + 2 * size.activations * Math.min(rows, batchSize))
}

/** Seconds and bytes, for each row, of its neighbours and its place in an embedding, roughly. */
const embeddingRow = { seconds: 4e-4, bytes: 700 }

/** Cost of a number of embeddings of the graph of neighbours. */
export const embeddingCost = (rows: number, embeddings: number): Cost => ({
  seconds: embeddings * rows * embeddingRow.seconds,
  bytes: embeddings > 0 ? rows * embeddingRow.bytes : 0,
})

/** Seconds and bytes of loading deep or meta, of compiling code and of the first steps. Small fits were measured to take 21 to 63 MB. */
export const loadingCost: Cost = { seconds: 1.5, bytes: 30e6 }
