import { expect, it } from 'vitest'
import { filesToOpen } from './filesToOpen.js'

const file = (name: string): File => new File([], name)
const opened = (...names: readonly string[]) => filesToOpen(names.map(file)).map(({ file: one, labels }) => [one.name, labels?.name ?? null])

it('opens images with their labels, whichever comes first, and anything else alone', () => {
  expect(opened('train-labels-idx1-ubyte.gz', 'a.csv', 'train-images-idx3-ubyte.gz')).toEqual([['a.csv', null], ['train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz']])
  expect(opened('train-labels-idx1-ubyte', 't10k-images-idx3-ubyte')).toEqual([['train-labels-idx1-ubyte', null], ['t10k-images-idx3-ubyte', null]])
  expect(opened('my.images.idx3', 'my.labels.idx1')).toEqual([['my.images.idx3', 'my.labels.idx1']])
})
