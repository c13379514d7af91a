import { readIdx } from '@mixtura/data'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Greyscale images of equal size with labels. */
export interface ImageSet {
  /** [N, height * width] */
  readonly images: { readonly data: Uint8Array; readonly rows: number; readonly columns: number }
  /** [N] */
  readonly labels: Uint8Array
  readonly height: number
  readonly width: number
}

export type ImageSplit = 'train' | 't10k' | 'all'

/** Reads the first `samples` images of MNIST or of a set with the same file names (Fashion-MNIST, KMNIST), plain or gzipped. */
export async function readImageSet(folder: string | null, split: ImageSplit, samples = Infinity): Promise<ImageSet> {
  if (folder === null) throw new Error('Name the folder of the IDX files: --data path/to/mnist')
  const parts = split === 'all' ? ['train', 't10k'] : [split]
  const images = await Promise.all(parts.map(part => readIdx(fileOf(folder, `${part}-images-idx3-ubyte`))))
  const labels = await Promise.all(parts.map(part => readIdx(fileOf(folder, `${part}-labels-idx1-ubyte`))))
  const [, height, width] = images[0].shape
  const columns = height * width
  const data = images.map(({ data: values }) => values as Uint8Array).reduce(joined)
  const rows = Math.min(samples, data.length / columns)
  return {
    images: { data: data.subarray(0, rows * columns), rows, columns },
    labels: labels.map(({ data: values }) => values as Uint8Array).reduce(joined).subarray(0, rows),
    height,
    width,
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const together = new Uint8Array(a.length + b.length)
  together.set(a)
  together.set(b, a.length)
  return together
}

function fileOf(folder: string, name: string): string {
  return existsSync(join(folder, `${name}.gz`)) ? join(folder, `${name}.gz`) : join(folder, name)
}
