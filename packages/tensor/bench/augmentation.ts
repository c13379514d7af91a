/*
 * Milliseconds to turn and move 256 images of 28 x 28, ±10 degrees and ±3 pixels.
 *
 *   npx tsx bench/augmentation.ts
 */
import { createRandom } from '@mixtura/numerics'
import { augmentImages } from '../src/augmentation/augmentImages.js'

const images = new Float32Array(256 * 784).map((_, i) => (i % 784) / 784)
const random = createRandom(1)
const times = Array.from({ length: 60 }, () => {
  const from = performance.now()
  augmentImages(images, { height: 28, width: 28, rotation: 10, shift: 3 }, random)
  return performance.now() - from
}).slice(10)
times.sort((a, b) => a - b)
console.log(`256 x 28 x 28: median ${times[25].toFixed(2)} ms, least ${times[0].toFixed(2)} ms`)
