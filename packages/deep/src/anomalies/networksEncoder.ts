import { encodingToJson, type SampleEncoding } from '../samples/prepareSamples.js'
import { readArrays } from '../models/networkArrays.js'
import { sizeOf } from '../networks/networkDesign.js'
import type { JsonRecord } from '@mixtura/tensor'
import type { AnomalyEncoder } from './anomalyEncoder.js'
import type { AnomalyNetworkDesign, AnomalyNetworks } from './anomalyNetworks.js'
import { forEachOutput } from './forEachOutput.js'

/** The trained networks of a DAGMM, and how rows go in. */
export interface AnomalyNetworkParts {
  readonly design: AnomalyNetworkDesign
  readonly networks: AnomalyNetworks
  readonly scale: SampleEncoding
}

/** The features of DAGMM: the code of a row, the relative distance of its reconstruction, and their cosine similarity. */
export function networksEncoder({ design, networks, scale }: AnomalyNetworkParts): AnomalyEncoder {
  const { columns } = networks
  return {
    inputs: sizeOf(design.shape),
    columns,
    async features(matrix, signal) {
      const data = new Float64Array(matrix.rows * columns)
      await forEachOutput(networks, { matrix, scale, signal }, (features, _shares, from) => data.set(features, from * columns))
      return { data, rows: matrix.rows, columns }
    },
    save: async () => ({
      settings: { kind: 'networks', design, scale: encodingToJson(scale) } as unknown as JsonRecord,
      arrays: await readArrays(networks.parameters),
    }),
    dispose: () => networks.dispose(),
  }
}
