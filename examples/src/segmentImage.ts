// A noisy picture of twelve patches in three greys. Does it help to know that neighbouring pixels belong together?
import { createRandom, matchLabels } from '@mixtura/core'
import { fitImageSegmentation } from '@mixtura/deep'

const side = 48
const smoothness = 1 // try 0 to 3 by 0.25
const random = createRandom(1)
const seeds = Array.from({ length: 12 }, (_, n) => ({ x: side * random.uniform(), y: side * random.uniform(), grey: n % 3 }))
/** The patch of a pixel is that of the nearest seed. */
const greys = Array.from({ length: side * side }, (_, pixel) => {
  const [x, y] = [pixel % side, Math.floor(pixel / side)]
  return seeds.reduce((nearest, seed) => (Math.hypot(seed.x - x, seed.y - y) < Math.hypot(nearest.x - x, nearest.y - y) ? seed : nearest)).grey
})
// Greys 0.3, 0.5 and 0.7; the noise has half of their distance.
const picture = Float64Array.from(greys, grey => 0.3 + 0.2 * grey + 0.1 * random.normal())

/** The share of pixels in the right segment, in %, and the segments. */
async function segment(beta: number): Promise<{ readonly right: string; readonly labels: Int32Array }> {
  const images = { data: picture, rows: 1, columns: side * side }
  const { model } = await fitImageSegmentation(images, { shape: [side, side, 1], components: 3, smoothness: beta, seed: 1 })
  const { labels } = await model.segment(images)
  const greyOf = matchLabels(greys, labels)
  const right = labels.filter((label, pixel) => greyOf.get(label) === greys[pixel]).length
  return { right: ((100 * right) / labels.length).toFixed(1), labels }
}
const alone = await segment(0)
const smooth = await segment(smoothness)
console.log(`each pixel by itself: ${alone.right} % in the right segment`)
console.log(`with its neighbours: ${smooth.right} %`)

export const figure = { samples: greys.map((_, pixel) => [pixel % side, side - Math.floor(pixel / side)]), labels: smooth.labels, axes: ['column', 'row, from below'] }
