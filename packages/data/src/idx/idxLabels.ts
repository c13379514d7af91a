import { access } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LabelCountMismatchError, LabelShapeError } from '../errors/binaryErrors.js'
import { readIdx, type IdxData } from './readIdx.js'

/**
 * The labels of an IDX file of images: those of the given file, else of the file that the usual
 * names put beside it (`train-images-idx3-ubyte.gz` and `train-labels-idx1-ubyte.gz`), else none.
 *
 * @param labels path of the label file; false for none; undefined to look beside the images.
 * @returns [rows] one label per row, or null.
 * @throws {LabelShapeError} {LabelCountMismatchError} and as `readIdx`.
 */
export async function readIdxLabels(
  path: string, rows: number, labels: string | false | undefined,
): Promise<IdxData | null> {
  const labelsPath = labels === undefined ? await neighbourLabels(path) : labels
  if (labelsPath === null || labelsPath === false) return null
  const { shape, data } = await readIdx(labelsPath)
  if (shape.length !== 1) throw new LabelShapeError(labelsPath, shape)
  if (shape[0] !== rows) throw new LabelCountMismatchError(path, labelsPath, rows, shape[0])
  return data
}

async function neighbourLabels(path: string): Promise<string | null> {
  const name = basename(path)
  const labelsName = name.replace(/images([-.])idx3/, 'labels$1idx1')
  if (labelsName === name) return null
  const neighbour = join(dirname(path), labelsName)
  return access(neighbour).then(() => neighbour, () => null)
}
