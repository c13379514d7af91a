import { expect, it } from 'vitest'
import { forkSeed } from './forkSeed.js'
import { createRandom } from './random.js'

const purposes = ['encoder', 'decoder', 'estimation', 'membership', '0', '1', 0, 1, 2]

it('keeps its seeds for good, because saved projects depend on them', () => {
  expect([forkSeed(0, 'encoder'), forkSeed(0, 'decoder'), forkSeed(7, 'encoder'), forkSeed(2 ** 53 - 1, 'encoder')]).toEqual([
    2372816195, 425339578, 3174224283, 4197325526,
  ])
})

it('shares no seed between purposes or neighbouring seeds, nor with the seeds themselves', () => {
  const seeds = Array.from({ length: 200 }, (_, seed) => seed)
  const derived = seeds.flatMap(seed => purposes.map(purpose => forkSeed(seed, purpose)))
  expect(new Set([...seeds, ...derived]).size).toBe(seeds.length * (1 + purposes.length))
  expect(derived.every(seed => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)).toBe(true)
})

it('gives neighbouring seeds uncorrelated streams', () => {
  const count = 20_000
  const series = [0, 1, 2, 3].flatMap(seed =>
    ['encoder', 'decoder'].map(purpose => {
      const random = createRandom(forkSeed(seed, purpose))
      return Array.from({ length: count }, () => random.uniform())
    }),
  )
  for (let a = 0; a < series.length; a++) {
    for (let b = 0; b < a; b++) {
      // The correlation of independent uniforms has the standard error 1 / sqrt(N). Five of them are allowed.
      const correlation = series[a].reduce((sum, value, i) => sum + 12 * (value - 0.5) * (series[b][i] - 0.5), 0) / count
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(count))
    }
  }
})

it('refuses what is no seed', () => {
  expect(() => forkSeed(-1, 'encoder')).toThrow(
    'option seed must be a whole number from 0 to 2^53 - 1, but it is -1. Pass for example seed: 7.',
  )
})
