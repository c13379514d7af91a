// Two rings, one in the other. Do learned codes separate them better than a mixture of the columns? The fit judges that itself, without labels.
import { adjustedRandIndex, createRandom, fitGaussianMixture } from '@mixtura/core'
import { fitDeepClustering } from '@mixtura/deep'
import { useBackend } from '@mixtura/tensor'

await useBackend('wasm')
const random = createRandom(1)
const rings = Array.from({ length: 300 }, (_, n) => n % 2)
const samples = rings.map(ring => {
  const [angle, radius] = [2 * Math.PI * random.uniform(), 1 + 3 * ring]
  return [radius * Math.cos(angle) + 0.25 * random.normal(), radius * Math.sin(angle) + 0.25 * random.normal()]
})

const plain = await fitGaussianMixture(samples, { components: 2, seed: 1 })
const { labels, judgement, model } = await fitDeepClustering(samples, { components: 2, seed: 1 })
model.dispose()

console.log(`mixture of the columns: ARI ${adjustedRandIndex(rings, await plain.model.predict(samples)).toFixed(2)}`)
console.log(`deep clustering: ARI ${adjustedRandIndex(rings, labels).toFixed(2)}, kept: ${judgement.kept}`)
console.log(judgement.reason)

export const figure = { samples, labels, axes: ['first column', 'second column'] }
