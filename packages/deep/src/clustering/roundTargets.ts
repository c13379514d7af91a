import { clusteringAccuracy } from '@mixtura/core'
import type { Matrix } from '@mixtura/numerics'
import { requireArrays, type Stateful } from '@mixtura/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { labelsOf } from '../models/labelsOf.js'
import type { CompleteClusteringOptions } from './deepClusteringOptions.js'
import { savedLabels, savedShare, savedShares } from './savedPartition.js'
import { clusterTargets } from './targets.js'

/** State that one round of refinement passes to the next. */
export interface RoundTargets extends Stateful {
  /** [N, K] targets on the device. */
  targets(): tf.Tensor
  /** [N, K] targets on the host. */
  assignment(): Matrix
  /** [N] cluster of each row. */
  labels(): Int32Array
  /** Share of rows whose cluster changed in the last round; 1 before the first round. */
  labelChange(): number
  /** Computes the targets of the next round and returns `labelChange` and `smallestCluster`. */
  replace(responsibilities: Matrix): Readonly<Record<string, number>>
  dispose(): void
}

export function roundTargets(partition: Matrix, { targets: kind, components }: Pick<CompleteClusteringOptions, 'targets' | 'components'>): RoundTargets {
  const onDevice = (values: Float32Array): tf.Tensor => tf.keep(tf.tensor2d(values, [values.length / components, components]))
  let values = clusterTargets(partition, kind)
  let tensor = onDevice(values)
  let labels = labelsOf(partition)
  let labelChange = 1

  function setTargets(next: Float32Array): void {
    tensor.dispose()
    values = next
    tensor = onDevice(next)
  }

  return {
    targets: () => tensor,
    assignment: () => ({ data: values, rows: values.length / components, columns: components }),
    labels: () => labels,
    labelChange: () => labelChange,
    replace(responsibilities) {
      const next = labelsOf(responsibilities)
      // Refitted components may come in another order, so labels are matched first.
      labelChange = 1 - clusteringAccuracy(labels, next)
      labels = next
      setTargets(clusterTargets(responsibilities, kind))
      return { labelChange, smallestCluster: smallestShare(labels, components) }
    },
    saveState: async () => ({
      values: { labelChange },
      arrays: {
        targets: { shape: [values.length / components, components], data: values },
        labels: { shape: [labels.length], data: Float32Array.from(labels) },
      },
    }),
    restoreState({ values: saved, arrays }) {
      requireArrays({ targets: [partition.rows, components], labels: [partition.rows] }, arrays)
      const [nextChange, nextLabels] = [savedShare('labelChange', saved.labelChange), savedLabels('labels', arrays.labels, components)]
      setTargets(savedShares('targets', arrays.targets))
      labelChange = nextChange
      labels = nextLabels
    },
    dispose: () => tensor.dispose(),
  }
}

/** Share of rows in the smallest cluster; 0 means that a cluster is empty. */
function smallestShare(labels: Int32Array, components: number): number {
  const counts = new Float64Array(components)
  for (const label of labels) counts[label]++
  return Math.min(...counts) / labels.length
}
