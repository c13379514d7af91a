/** What stands for the reader's own data around a README's block, and whether the block runs here. */
export interface BlockContext {
  /** Code before the block: the names that the README leaves to its reader. */
  readonly given?: string
  /** Why the block is checked by the compiler alone; it runs if this is left out. */
  readonly notRun?: string
}

const images = 'declare const images: { data: Uint8Array; rows: number; columns: number }\n'
const trains = 'it trains for minutes'

/** By package, for its blocks in their order. */
export const readmeContexts: Readonly<Record<string, readonly BlockContext[]>> = {
  cli: [],
  clickhouse: [{ notRun: 'it asks for servers' }],
  core: [{}, {}, {}],
  data: [{}, { notRun: 'it opens a file of the reader' }, { notRun: 'it opens a file of the reader' }, { notRun: 'it opens a file of the reader' }],
  deep: [
    { given: `${images}declare const others: Float32Array[]\ndeclare const controller: AbortController\n`, notRun: trains },
    { given: images, notRun: trains },
    { notRun: trains },
    { given: `${images}import type { Tensor } from '@tensorflow/tfjs-core'\ndeclare const labels: Uint8Array\ndeclare const someImages: Tensor\n`, notRun: trains },
    {
      given: `import type { Network } from '@mixtura/tensor'\ndeclare const features: number[][], rows: number[][], labels: Int32Array\ndeclare const network: Network\n`,
      notRun: 'it continues a training',
    },
    { given: images, notRun: 'it is for photographs of the reader' },
    { given: 'declare const samples: number[][], others: number[][]\n', notRun: trains },
  ],
  meta: [
    { given: `import { randomMixtures } from '@mixtura/meta'\ndeclare const samples: { data: Float64Array; rows: number; columns: number }\nconst family = randomMixtures({ components: 5 })\n`, notRun: trains },
    { notRun: trains },
    { given: `${images}declare const labels: Uint8Array\n`, notRun: trains },
    { notRun: trains },
  ],
  models: [{}],
  numerics: [{}],
  tensor: [
    { notRun: 'it asks for a GPU' },
    {},
    { given: `${images}declare const controller: AbortController\n`, notRun: trains },
  ],
}
