import { numericColumnNames, openDataset } from '@mixtura/data'
import { readImageSet } from '../deep/imageSet.js'
import { rowsOf, splitSet, type AnomalySet } from './anomalySet.js'

/** A table whose label column marks the anomalous rows by any value except `normal`. The other numeric columns are read. */
export async function tableSet(
  path: string,
  { label, normal, seed }: { readonly label: string; readonly normal: string; readonly seed: number },
): Promise<AnomalySet> {
  const dataset = await openDataset(path)
  try {
    const columns = numericColumnNames(dataset).filter(name => name !== label)
    const { samples } = await dataset.readFeatures({ columns, scaling: 'none', missing: 'error' })
    const labels = await dataset.readColumn(label)
    return splitSet(path, samples, Array.from(labels, cell => (String(cell) === normal ? 0 : 1)), seed)
  } finally {
    await dataset.close()
  }
}

/** Training images of one digit; all test images, of which the other digits are anomalous. Pixels are in [0, 1]. */
export async function digitSet(folder: string, { digit }: { readonly digit: number }): Promise<AnomalySet> {
  const [train, test] = await Promise.all([readImageSet(folder, 'train'), readImageSet(folder, 't10k')])
  const numbers = (labels: Uint8Array, taken: (label: number) => boolean): number[] => Array.from(labels.keys()).filter(n => taken(labels[n]!))
  const scaled = ({ data, columns }: { readonly data: Uint8Array; readonly columns: number }) => ({ data: Float64Array.from(data, value => value / 255), columns })
  return {
    name: `digit ${digit}`,
    train: rowsOf(scaled(train.images), numbers(train.labels, label => label === digit)),
    test: rowsOf(scaled(test.images), numbers(test.labels, () => true)),
    isAnomalous: Uint8Array.from(test.labels, label => (label === digit ? 0 : 1)),
    shape: [28, 28, 1],
  }
}
