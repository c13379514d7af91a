import { access } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { LabelCountMismatchError, LabelShapeError } from '../errors/binaryErrors.js'
import { readIdx, type IdxData } from './readIdx.js'

/**
 * The labels of an IDX file of images: from the given label file; otherwise from the file in the same folder with
 * the usual name (`train-labels-idx1-ubyte.gz` for `train-images-idx3-ubyte.gz`), if there is one.
 *
 * @param labels path of the label file; false for no labels; undefined to look in the folder of the images.
 * @returns [rows] one label per row, or null.
 * @throws {LabelShapeError} {LabelCountMismatchError} and the errors of `readIdx`.
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
