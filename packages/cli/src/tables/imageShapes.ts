import type { Dataset } from '@mixtura/data'
import type { Acceptance, ImageShape, TableFacts } from '@mixtura/models'
import { valueOf, type Arguments } from '../arguments/readArguments.js'
import { usageError } from '../commandError.js'
import type { CliTexts } from '../texts/vocabulary.js'

/** The columns of the pixels, and the shape of the image that each row is. */
export interface ImageColumns {
  readonly columns: readonly string[]
  readonly imageShape: ImageShape
}

/** What `--image-shape` says: 28x28 or 28x28x3. @throws {CommandError} */
export function givenImageShape(args: Arguments, { usage }: CliTexts): ImageShape | undefined {
  const text = valueOf(args, 'image-shape')
  if (text === undefined) return undefined
  const sides = /^\d+x\d+(x\d+)?$/i.test(text) ? text.toLowerCase().split('x').map(Number) : []
  if (sides.length === 0 || sides.some(side => side < 1)) throw usageError(usage.wrongImageShape(text))
  const [height, width, channels = 1] = sides
  return [height, width, channels]
}

/**
 * The pixels of a file of images, all of them, if the model is one of images: if it refuses the rows as numbers and accepts them as images.
 * Pixels that never vary are columns of images too.
 */
export function imagesOf({ rows, columns, imageShape }: Dataset, accepts: (facts: TableFacts) => Acceptance): ImageColumns | undefined {
  if (!imageShape) return undefined
  const columnNames = columns.slice(0, imageShape[0] * imageShape[1] * imageShape[2]).map(({ name }) => name)
  const facts: TableFacts = { rows, columns: columnNames.length, columnNames, missingCells: 0, classes: null, labelName: '', imageShape: null, scaling: null }
  const isForImages = !accepts(facts).accepted && accepts({ ...facts, imageShape }).accepted
  return isForImages ? { columns: columnNames, imageShape } : undefined
}
