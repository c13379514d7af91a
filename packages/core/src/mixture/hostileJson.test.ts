import { expect, it } from 'vitest'
import { MixturaError } from '@mixtura/numerics'
import { MixtureClassifier } from '../classifier/mixtureClassifier.js'
import { createRandom } from '../index.js'
import { MixedMixture } from '../mixed/mixedMixture.js'
import { NoiseMixture } from '../robust/noiseMixture.js'
import { StudentMixture } from '../robust/studentMixture.js'
import { GaussianMixture } from './gaussianMixture.js'
import { InvalidModelError } from '../errors.js'

const gaussian = {
  format: 'mixtura-gaussian-mixture',
  version: 1,
  covarianceType: 'full',
  components: 2,
  columns: 2,
  weights: [0.75, 0.25],
  means: [0, 1, 2, 3],
  covariances: [1, 0.5, 0.5, 2, 3, 0, 0, 4],
}
const factors = { ...gaussian, covarianceType: { factors: 1 }, components: 1, columns: 3, weights: [1], means: [0, 1, 2], covariances: [1, 0.5, 0.2, 1, 0.3, 2] }
const student = {
  ...{ format: 'mixtura-student-mixture', version: 1, covarianceType: 'diag', components: 1, columns: 2, weights: [1], means: [0, 1] },
  ...{ scales: [1, 2], degreesOfFreedom: [4], degreesOfFreedomKind: 'each' },
}
const noise = { format: 'mixtura-noise-mixture', version: 1, noiseWeight: 0.1, logVolume: 2, gaussians: gaussian }
const mixed = {
  ...{ format: 'mixtura-mixed-mixture', version: 1, components: 2, weights: [0.75, 0.25] },
  columns: [
    { kind: 'number', name: 'a' }, { kind: 'category', name: 'b', levels: ['x', 'y'] }, { kind: 'count', name: 'c', distribution: 'negative-binomial' },
    { kind: 'ordinal', name: 'd', levels: ['1', '2'], model: 'adjacent' },
  ],
  ...{ numbers: { covarianceType: 'full', means: [0, 1], covariances: [1, 2] }, columnParameters: [[0.5, 0.5, 0.25, 0.75], [1, 2, 3, 4], [0, 0.5, 0, 1]] },
}
const classifier = {
  ...{ format: 'mixtura-mixture-classifier', version: 1, method: 'MclustDA', classes: ['a', 'b'], priors: [0.5, 0.5] },
  ...{ covarianceType: null, parameterCount: 22, mixtures: [gaussian, gaussian] },
}

const kinds: Readonly<Record<string, { readonly json: object; readonly read: (json: unknown) => unknown }>> = {
  gaussian: { json: gaussian, read: json => GaussianMixture.fromJSON(json) },
  factors: { json: factors, read: json => GaussianMixture.fromJSON(json) },
  student: { json: student, read: json => StudentMixture.fromJSON(json) },
  noise: { json: noise, read: json => NoiseMixture.fromJSON(json) },
  mixed: { json: mixed, read: json => MixedMixture.fromJSON(json) },
  classifier: { json: classifier, read: json => MixtureClassifier.fromJSON(json) },
}

/** Replacements for any value of a JSON file; texts, because JSON.stringify cannot write some of them. */
const odd = [
  'null', 'true', '""', '"full"', '"__proto__"', '0', '-1', '0.5', '1e9', '1e15', '1e999', '-1e999', '1e-320', '[]', '{}', '[null]', '[1e999]', '["1"]', '[[1]]',
  '{"toString":1,"valueOf":1}', '{"__proto__":{"length":3}}', '{"length":1e15}', '{"factors":1e15}', '{"factors":0.5}', '{"factors":{}}',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`, `[${'0,'.repeat(50_000)}0]`,
]

it.each(Object.keys(kinds))('a hostile file of a %s is refused by a typed error', kind => {
  const { json, read } = kinds[kind]
  expect(() => read(json)).not.toThrow()
  const before = process.resourceUsage().maxRSS
  for (const text of mutations(json)) expectModelOrRefusal(() => read(JSON.parse(text)))
  // maxRSS is in KB; the longest text has 100 kB.
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000)
})

it.each(Object.keys(kinds))('a file of a %s with several changes is refused by a typed error', kind => {
  const { json, read } = kinds[kind]
  const random = createRandom(3)
  for (let i = 0; i < 300; i++) {
    let text = JSON.stringify(json)
    for (let change = 0; change <= random.integer(3); change++) {
      const texts = [...mutations(JSON.parse(text) as object)].filter(({ length }) => length < 5_000)
      text = texts[random.integer(texts.length)]
    }
    expectModelOrRefusal(() => read(JSON.parse(text)))
  }
})

it('names what is wrong, and shortens long values', () => {
  const reading = (text: string) => () => GaussianMixture.fromJSON({ ...gaussian, ...(JSON.parse(text) as object) })
  expect(reading('{"means":[0,1,2,1e999]}')).toThrow(
    new InvalidModelError('means', 'an array of finite numbers', 'one with Infinity at place 3'),
  )
  expect(reading('{"format":{"toString":1}}')).toThrow(new InvalidModelError('format', 'mixtura-gaussian-mixture', 'an object'))
  expect(reading(`{"version":"${'9'.repeat(100)}"}`)).toThrow(new InvalidModelError('version', '1', `${'9'.repeat(60)}…`))
  expect(reading('{"components":1e15}')).toThrow(
    'saved mixture: the mixture must be a valid one, but it is not: weights must be [components] = [1000000000000000], 1000000000000000 numbers, ' +
      'but it is 2 numbers. Pass arrays that fit each other.. Save the model again with GaussianMixture.toJSON, or correct the file.',
  )
})

it('reads wide diagonals without [D, D] memory', () => {
  const columns = 30_000
  const wide = { ...gaussian, covarianceType: 'diag', components: 1, columns, weights: [1], means: new Array<number>(columns).fill(0), covariances: new Array<number>(columns).fill(1) }
  const before = process.resourceUsage().maxRSS
  expect(GaussianMixture.fromJSON(wide).columns).toBe(columns)
  // maxRSS is in KB; [D, D] would take 7.2 GB.
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(100_000)
})

/** Texts of `json` in which one value is replaced by one of `odd`, or left out. */
function* mutations(json: object): Generator<string> {
  const mark = '\u0000here'
  for (const path of paths(json)) {
    const marked = JSON.stringify(replaced(json, path, mark))
    for (const value of odd) yield marked.replace(JSON.stringify(mark), () => value)
    yield JSON.stringify(replaced(json, path, undefined))
  }
}

function* paths(value: unknown): Generator<readonly string[]> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    yield [name]
    for (const rest of paths(inner)) yield [name, ...rest]
  }
}

function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  const inner = rest.length === 0 ? by : replaced((value as Record<string, unknown>)[name], rest, by)
  return Array.isArray(value) ? value.with(Number(name), inner) : { ...(value as object), [name]: inner }
}

function expectModelOrRefusal(read: () => unknown): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof MixturaError)) throw error
    expect(error.code).toMatch(/^invalid-(model|classifier)$/)
    expect(error.message.length).toBeLessThan(1_000_000)
  }
}
