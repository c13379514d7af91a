import { CheckpointMismatchError, createRandom, drawRowNumbers, InvalidCheckpointError, matrix, MixturaError, readPlainRecord, writePlainRecord, type PlainValue } from '@mixtura/numerics'
import { isRecord } from '@mixtura/numerics/validation'
import { describe, expect, it } from 'vitest'
import { fitBayesianGaussianMixture } from '../bayesian/fitBayesianGaussianMixture.js'
import { fitMixtureClassifier } from '../classifier/fitMixtureClassifier.js'
import { fitNoiseMixture } from '../robust/fitNoiseMixture.js'
import { fitStudentMixture } from '../robust/fitStudentMixture.js'
import { selectGaussianMixture } from '../selection/selectGaussianMixture.js'
import { oldFaithful } from '../testing/oldFaithful.js'
import { fitGaussianMixture } from './fitGaussianMixture.js'

interface Follow {
  readonly onProgress?: (progress: object) => void
  readonly resume?: Uint8Array
}

const samples = matrix(oldFaithful.data.slice(0, 120), 60, 2)
/** More rows per parameter than a rugged likelihood has, so that starts are compared before one continues. */
const smooth = matrix(oldFaithful.data, 272, 2)
const wide = matrix(Float64Array.from({ length: 30 * 26 }, (_, at) => Math.sin(at * at) + (at % 26)), 30, 26)
const halves = Array.from({ length: 60 }, (_, row) => (row < 30 ? 'first' : 'second'))
const short = { components: 2, starts: 2, maxIterations: 8, seed: 1 } as const

const cases: readonly (readonly [string, number, (follow: Follow) => Promise<object>])[] = [
  ['Gaussian', 15, follow => fitGaussianMixture(samples, { ...short, ...follow })],
  ['Gaussian, several starts to continue', 28, follow => fitGaussianMixture(smooth, { ...short, covarianceType: 'spherical', maxIterations: 12, ...follow })],
  ['factors', 2, follow => fitGaussianMixture(wide, { components: 2, covarianceType: { factors: 1 }, initialize: 'quantiles', maxIterations: 4, ...follow })],
  ['noise', 12, follow => fitNoiseMixture(samples, { ...short, ...follow })],
  ['t components', 12, follow => fitStudentMixture(samples, { ...short, ...follow })],
  ['variational Bayes', 12, follow => fitBayesianGaussianMixture(samples, { ...short, ...follow })],
  ['variational Bayes of a Dirichlet, tied', 12, follow => fitBayesianGaussianMixture(samples, { ...short, covarianceType: 'tied', prior: { weights: 'dirichlet' }, ...follow })],
  ['a selection, in which a candidate failed', 8, follow => selectGaussianMixture(samples, { components: [1, 59, 2], maxIterations: 4, starts: 1, regularization: { absolute: 0 }, ...follow })],
  ['a classifier', 8, follow => fitMixtureClassifier(samples, halves, { components: { minimum: 1, maximum: 2 }, starts: 1, maxIterations: 4, ...follow })],
]

class Killed extends Error {}

/** The last checkpoint up to a moment. */
async function checkpointOf(fit: (follow: Follow) => Promise<object>, moment: number): Promise<Uint8Array> {
  let last: Uint8Array | undefined
  let moments = 0
  const onProgress = (progress: object): void => {
    if (!('checkpoint' in progress) || ('phase' in progress && progress.phase === 'draw')) return
    last = (progress.checkpoint as () => Uint8Array)()
    if (moments++ === moment) throw new Killed()
  }
  await fit({ onProgress }).catch((error: unknown) => {
    if (!(error instanceof Killed || error instanceof MixturaError)) throw error
  })
  return last!
}

type Path = readonly (string | number)[]

/** Paths of all fields of the state, with their values; of a list the first and last entry. */
function fieldsOf(value: PlainValue, path: Path = []): readonly (readonly [Path, PlainValue])[] {
  const inner: readonly (readonly [string | number, PlainValue])[] = Array.isArray(value)
    ? [...new Set([0, value.length - 1])].filter(at => at in value).map(at => [at, (value as readonly PlainValue[])[at]] as const)
    : isRecord(value) && !(value instanceof Float64Array) ? Object.entries(value as Readonly<Record<string, PlainValue>>) : []
  return [...(path.length > 0 ? [[path, value] as const] : []), ...inner.flatMap(([name, field]) => fieldsOf(field, [...path, name]))]
}

/** The value with one field replaced; undefined removes it. */
function withField(value: PlainValue, [name, ...rest]: Path, field: PlainValue): PlainValue {
  if (name === undefined) return field
  if (Array.isArray(value)) return value.map((entry, at) => (at === name ? withField(entry as PlainValue, rest, field) : (entry as PlainValue))).filter(entry => entry !== undefined)
  const record = value as { readonly [name: string]: PlainValue }
  return { ...record, [name]: withField(record[name], rest, field) }
}

/** Fields that a reader leaves out, since the fit knows them, and what an error carries. */
const isUnread = (path: Path): boolean => path.some(name => ['covarianceType', 'components', 'columns', 'degreesOfFreedomKind', 'fields'].includes(String(name)))

const wrongTypes: readonly PlainValue[] = ['text', true, -3, [['deep']], {}, { $array: 'none' }, Float64Array.of(NaN)]
const wrongNumbers = [NaN, -Infinity, -1, 1e300, 2 ** 53]
/** Fields that are tried, drawn from all. */
const maxFields = 40

describe.each(cases)('a checkpoint that was written anew with its checksum, %s', (_, moment, fit) => {
  it(`is refused by name, or resumes, whatever one of ${maxFields} drawn fields is`, async () => {
    const record = readPlainRecord(await checkpointOf(fit, moment))
    const fields = fieldsOf(record['found'])
    expect(fields.length).toBeGreaterThan(20)
    const faults: string[] = []
    let refused = 0
    const resume = async (path: Path, field: PlainValue, mustRefuse: boolean): Promise<void> => {
      const bytes = writePlainRecord({ ...record, found: withField(record['found'], path, field) })
      const name = `${path.join('.')} = ${String(field)}`
      try {
        await fit({ resume: bytes })
        if (mustRefuse) faults.push(`${name} was accepted`)
      } catch (error) {
        if (!(error instanceof MixturaError)) faults.push(`${name}: ${String(error)}`)
        else if (mustRefuse && !(error instanceof InvalidCheckpointError || error instanceof CheckpointMismatchError)) faults.push(`${name}: ${error.name}: ${error.message}`)
        else refused++
      }
    }
    const tried = drawRowNumbers(fields.length, maxFields, createRandom(moment))
    for (const [path, value] of Array.from(tried, at => fields[at])) {
      for (const wrong of wrongTypes) {
        const isOtherKind = Array.isArray(value) !== Array.isArray(wrong) || (value instanceof Float64Array) !== (wrong instanceof Float64Array) || typeof value !== typeof wrong || value === null
        if (isOtherKind) await resume(path, wrong, !isUnread(path) && value !== null && !(Number.isNaN(value) && typeof wrong === 'number'))
      }
      if (typeof value === 'number') for (const number of wrongNumbers) await resume(path, number, !isUnread(path) && Math.abs(number) === Infinity)
      if (value instanceof Float64Array && value.length > 0) {
        for (const number of wrongNumbers) await resume(path, value.with(0, number), !isUnread(path) && !Number.isFinite(number))
        await resume(path, new Float64Array(value.length + 1), !isUnread(path))
      }
      await resume(path, undefined, false)
    }
    expect(faults).toEqual([])
    expect(refused).toBeGreaterThan(tried.length)
  })
})
