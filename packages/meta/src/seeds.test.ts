import { expect, it } from 'vitest'
import { proposalArrays } from './amortized/proposalNetwork.js'
import { denseParameters } from './learners/denseLayers.js'
import type { NamedArrays } from './learners/learner.js'
import { sinusoids } from './tasks/sinusoids.js'

const seeds = [0, 1, 2, 3, 4, 5]

it('tasks of neighbouring seeds share no draw', () => {
  const family = sinusoids({ support: 50, query: 50 })
  const inputs = seeds.map(seed => family.task(seed)).flatMap(({ support, query }) => [...support.inputs.data, ...query.inputs.data])
  // A draw has 53 random bits: two equal ones mean a shared stream.
  expect(new Set(inputs).size).toBe(seeds.length * 100)
})

const networks: Readonly<Record<string, (seed: number) => NamedArrays>> = {
  'dense layers': seed => denseParameters({ inputs: 8, widths: [8, 8], seed }, 8),
  'a proposal network': seed => proposalArrays({ columns: 2, components: [1, 3], cells: 8, width: 8, heads: 2, blocks: 1 }, seed),
}

it.each(Object.entries(networks))('%s: no stream is shared between neighbouring seeds or between arrays', (_, make) => {
  const drawn = seeds.map(seed => Object.values(make(seed)).map(({ data }) => Array.from(data)).filter(values => new Set(values.slice(0, 4)).size === 4))
  // Ratios of neighbours are the same for two arrays of one stream, whatever their scales. Float32 keeps seven digits, so four are safe.
  const marks = drawn.flat().map(values => [1, 2, 3].map(i => (values[i]! / values[0]!).toPrecision(4)).join(' '))
  expect(drawn[0]!.length).toBeGreaterThanOrEqual(3)
  expect(new Set(marks).size).toBe(marks.length)
})
