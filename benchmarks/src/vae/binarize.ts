import { createRandom } from '@mixtura/core'
import type { ImageSet } from '../deep/imageSet.js'

/** Static binarisation: each pixel is set to 1 once, with the probability of its grey value. */
export function binarize({ data, rows, columns }: ImageSet['images'], seed: number): ImageSet['images'] {
  const random = createRandom(seed)
  return { data: data.map(value => (255 * random.uniform() < value ? 1 : 0)), rows, columns }
}
