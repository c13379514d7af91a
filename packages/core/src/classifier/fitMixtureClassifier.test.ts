import { describe, expect, it } from 'vitest'
import { createRandom } from '@mixtura/numerics'
import { iris as irisMatrix } from '../testing/iris.js'
import { fitMixtureClassifier } from './fitMixtureClassifier.js'
import type { ClassifierCandidate, ClassifierOptions } from './classifierOptions.js'
import { MixtureClassifier } from './mixtureClassifier.js'

const iris = Array.from({ length: 150 }, (_, n) => Array.from(irisMatrix.data.slice(4 * n, 4 * n + 4)))
const species = iris.map((_, n) => ['setosa', 'versicolor', 'virginica'][Math.floor(n / 50)])
const three = [iris[70], iris[83], iris[133]]
const exact = { absolute: 0 }

const ldaPosteriors = [[2.094227007128863e-28, 0.24907733395274853, 0.7509226660472514], [9.79310037410892e-33, 0.13896936814915165, 0.8610306318508484], [3.5032547218725796e-29, 0.7333635677090296, 0.26663643229097045]]
const qdaPosteriors = [[2.443449601332698e-105, 0.3284513343009129, 0.6715486656990873], [5.791761182597679e-116, 0.14735761598031383, 0.852642384019686], [7.518535265733783e-113, 0.602287981636107, 0.39771201836389286]]
const qdaLogDensities = [-3.038448148301283, -2.0197388352337065, -2.045302214188932]

/** Class 'ring' is on both sides of 'core', so one Gaussian per class cannot separate them well. */
function sandwich(seed: number) {
  const random = createRandom(seed)
  const labels = Array.from({ length: 240 }, (_, n) => (n % 2 === 0 ? 'core' : 'ring'))
  const samples = labels.map((label, n) => {
    const centre = label === 'core' ? 0 : n % 4 === 1 ? -6 : 6
    return [centre + random.normal(), random.normal()]
  })
  return { samples, labels }
}

describe('EDDA', () => {
  it('chooses VEV for iris, like mclust', async () => {
    const { classifier, logLikelihood, bic, candidates } =
      await fitMixtureClassifier(iris, species, { method: 'EDDA', regularization: exact })
    // mclust 6.1.1 and later: LL -187.7097, df 38, BIC -565.8236 in its sign.
    expect(classifier.covarianceType).toBe('VEV')
    expect(classifier.parameterCount).toBe(38)
    expect(logLikelihood).toBeCloseTo(-187.7097, 4)
    expect(bic).toBeCloseTo(565.8236, 3)
    expect(candidates).toHaveLength(14)
    expect(candidates.map(({ chosen }) => chosen)).toEqual([true, ...new Array<boolean>(13).fill(false)])
    const bics = candidates.map(candidate => candidate.bic!)
    expect(bics).toEqual(bics.toSorted((a, b) => a - b))
  })

  it('is linear discriminant analysis with EEE, with the posteriors of scikit-learn', async () => {
    const { classifier } =
      await fitMixtureClassifier(iris, species, { method: 'EDDA', covarianceTypes: ['EEE'], regularization: exact })
    const { data } = await classifier.posteriors(three)
    ldaPosteriors.flat().forEach((posterior, i) => expect(data[i]).toBeCloseTo(posterior, 12))
    expect(await classifier.predict(three)).toEqual(['virginica', 'virginica', 'versicolor'])
  })

  it('is quadratic discriminant analysis with VVV and given priors, with the posteriors of SciPy', async () => {
    const { classifier } = await fitMixtureClassifier(iris, species, {
      method: 'EDDA', covarianceTypes: ['VVV'], regularization: exact, priors: [0.6, 0.2, 0.2],
    })
    const { data } = await classifier.posteriors(three)
    qdaPosteriors.flat().forEach((posterior, i) => expect(data[i]).toBeCloseTo(posterior, 11))
    const logDensities = await classifier.logDensity(three)
    qdaLogDensities.forEach((value, n) => expect(logDensities[n]).toBeCloseTo(value, 11))
    // Given priors are not parameters: 3 x 4 means and 3 x 10 covariances remain.
    expect(classifier.parameterCount).toBe(42)
  })

  it('does not depend on the units of the columns', async () => {
    const scales = [10, 0.1, 1000, 3]
    const rescaled = iris.map(row => row.map((value, i) => value * scales[i]))
    const one = await fitMixtureClassifier(iris, species, { method: 'EDDA', covarianceTypes: ['VVV'] })
    const other = await fitMixtureClassifier(rescaled, species, { method: 'EDDA', covarianceTypes: ['VVV'] })
    const a = await one.classifier.posteriors(iris)
    const b = await other.classifier.posteriors(rescaled)
    for (let i = 0; i < a.data.length; i++) expect(b.data[i]).toBeCloseTo(a.data[i], 8)
  })

  it('does not choose structures under which a small class collapses', async () => {
    const samples = [...iris.slice(0, 50), ...iris.slice(50, 53)]
    const labels = samples.map((_, n) => (n < 50 ? 0 : 1))
    const { classifier, candidates } = await fitMixtureClassifier(samples, labels, { method: 'EDDA' })
    expect(candidates.find(({ covarianceType }) => covarianceType === 'VVV')!.error!.message).toBe(
      "class 1 has 3 rows in 4 columns, which leave its 'VVV' covariance singular. Add rows to the class, " +
        "allow a structure that classes share, such as 'tied', or pass regularization: { absolute }.",
    )
    expect(candidates.find(({ covarianceType }) => covarianceType === 'EEE')!.error).toBe(null)
    expect(await classifier.predict(samples)).toEqual(labels)
    await expect(fitMixtureClassifier(samples, labels, { method: 'EDDA', covarianceTypes: ['full'] })).rejects.toThrow(
      "class 1 has 3 rows in 4 columns, which leave its 'full' covariance singular.",
    )
    const absolute = await fitMixtureClassifier(samples, labels, {
      method: 'EDDA', covarianceTypes: ['full'], regularization: { absolute: 0.01 },
    })
    expect(absolute.classifier.covarianceType).toBe('full')
  })
})

describe('MclustDA', () => {
  it('chooses two components for a class of two groups', async () => {
    const { samples, labels } = sandwich(1)
    const { classifier, candidates } = await fitMixtureClassifier(samples, labels, { components: { minimum: 1, maximum: 3 }, starts: 2 })
    expect(classifier.classes).toEqual(['core', 'ring'])
    expect(classifier.mixtures.map(({ components }) => components)).toEqual([1, 2])
    expect(classifier.covarianceType).toBe(null)
    expect(candidates.filter(({ chosen }) => chosen).map(({ label, components }) => [label, components])).toEqual([
      ['core', 1], ['ring', 2],
    ])
    const fresh = sandwich(2)
    const predicted = await classifier.predict(fresh.samples)
    const wrong = predicted.filter((label, n) => label !== fresh.labels[n]).length
    // The middle between the groups is 3 standard deviations away: 0.3 % of rows.
    expect(wrong).toBeLessThan(6)
    // One sphere per class of a common size cannot do that.
    const linear = await fitMixtureClassifier(samples, labels, { method: 'EDDA', covarianceTypes: ['EEE'] })
    const linearWrong = (await linear.classifier.predict(fresh.samples)).filter((label, n) => label !== fresh.labels[n])
    expect(linearWrong.length).toBeGreaterThan(60)
  })

  it('agrees with QDA if each class has one unrestricted Gaussian', async () => {
    const mixtures = await fitMixtureClassifier(iris, species, {
      components: { minimum: 1, maximum: 1 }, covarianceTypes: ['full'], regularization: exact,
    })
    const gaussians = await fitMixtureClassifier(iris, species, {
      method: 'EDDA', covarianceTypes: ['full'], regularization: exact,
    })
    expect(mixtures.logLikelihood).toBeCloseTo(gaussians.logLikelihood, 9)
    expect(mixtures.classifier.parameterCount).toBe(gaussians.classifier.parameterCount)
  })

  it('does not choose components that have collapsed onto equal values', async () => {
    // Petals of setosa are 0.2 cm wide in 29 of 50 rows.
    const { classifier } = await fitMixtureClassifier(iris, species, { starts: 2 })
    for (const mixture of classifier.mixtures) {
      for (let k = 0; k < mixture.components; k++) {
        // Rounding to 0.1 cm alone has a variance of 0.01 / 12.
        expect(mixture.componentCovariance(k)[15]).toBeGreaterThan(0.0008)
      }
    }
  })

  it('reports a class with too few rows', async () => {
    const samples = [...iris.slice(0, 50), ...iris.slice(50, 53)]
    const labels = samples.map((_, n) => (n < 50 ? 0 : 1))
    await expect(
      fitMixtureClassifier(samples, labels, { components: { minimum: 1, maximum: 1 }, covarianceTypes: ['diag', 'full'] }),
    ).resolves.toMatchObject({ classifier: { mixtures: [{}, { covarianceType: 'diag' }] } })
    await expect(
      fitMixtureClassifier([[0, 0], [1, 2], [3, 1], [9, 9], [8, 7]], [0, 0, 0, 1, 1], {
        components: { minimum: 1, maximum: 1 }, covarianceTypes: ['tied'],
      }),
    ).rejects.toThrow('column 1 is a linear combination of the columns before it (2 rows, 2 columns)')
  })
})

it('reports every candidate', async () => {
  const seen: ClassifierCandidate[] = []
  await fitMixtureClassifier(iris, species, { method: 'EDDA', covarianceTypes: ['EEE', 'EII'], onCandidate: c => void seen.push(c) })
  expect(seen.map(({ covarianceType, label, components }) => [covarianceType, label, components])).toEqual([
    ['EEE', null, 1], ['EII', null, 1],
  ])
})

describe('following a fit', () => {
  const mixtures: ClassifierOptions = { components: { minimum: 1, maximum: 2 }, covarianceTypes: ['VVV', 'VVI'], starts: 2 }
  const fit = (options: ClassifierOptions) => fitMixtureClassifier(iris, species, { ...mixtures, ...options })

  it('reports the class, the candidate and the start at work', async () => {
    const places = new Set<string>()
    await fit({ onProgress: ({ label, class: at, classes, candidate, candidates }) => void places.add(`${label} ${at} of ${classes}: ${candidate} of ${candidates}`) })
    expect([...places]).toEqual(
      ['setosa', 'versicolor', 'virginica'].flatMap((label, at) => [0, 1, 2, 3].map(candidate => `${label} ${at} of 3: ${candidate} of 4`)),
    )
  })

  it('continues from a checkpoint of any class to the same bits', async () => {
    let moments = 0
    const whole = await fit({ onProgress: () => void moments++ })
    for (const share of [0.1, 0.5, 0.9]) {
      const at = Math.floor(share * moments)
      let heard = 0
      let checkpoint: Uint8Array | undefined
      const killed = fit({
        onProgress(progress) {
          if (++heard < at) return
          checkpoint = progress.checkpoint()
          throw new Error('killed')
        },
      })
      await expect(killed).rejects.toThrow('killed')
      let again = 0
      expect(await fit({ resume: checkpoint!, onProgress: () => void again++ })).toEqual(whole)
      expect(again).toBeLessThanOrEqual(moments - at + 2) // the drawing and the iteration at work are reported again
      await expect(fitMixtureClassifier(iris, [...species].reverse(), { ...mixtures, resume: checkpoint! })).rejects.toThrow(/^checkpoint: option labels must be .*, but it is /)
      await expect(fit({ method: 'EDDA', components: undefined as never, resume: checkpoint! })).rejects.toThrow('checkpoint: option method must be "EDDA", but it is left out.')
    }
  })

  it("keeps what was learned at 'stop'", async () => {
    const stopped = await fit({ onProgress: ({ class: at }) => (at === 1 ? 'stop' : undefined) })
    expect(stopped.stopped).toBe(true)
    expect(stopped.candidates.map(({ label }) => label)).toEqual([...new Array<string>(4).fill('setosa'), 'versicolor', 'virginica'])
    const edda = await fitMixtureClassifier(iris, species, { method: 'EDDA', onCandidate: () => 'stop' })
    expect([edda.stopped, edda.candidates.length]).toEqual([true, 1])
    expect((await fit({})).stopped).toBe(false)
  })
})

it('is restored from JSON to the same bits', async () => {
  for (const method of ['EDDA', 'MclustDA'] as const) {
    const { classifier } = await fitMixtureClassifier(iris, species, {
      method, covarianceTypes: ['EEE', 'VVI'], starts: 1, ...(method === 'MclustDA' && { components: { minimum: 1, maximum: 2 } }),
    })
    const copy = MixtureClassifier.fromJSON(JSON.parse(JSON.stringify(classifier)))
    expect(await copy.posteriors(iris)).toEqual(await classifier.posteriors(iris))
    expect(copy.toJSON()).toEqual(classifier.toJSON())
    expect(copy.parameterCount).toBe(classifier.parameterCount)
  }
})

describe('refuses', async () => {
  const { classifier } = await fitMixtureClassifier(iris, species, { method: 'EDDA', covarianceTypes: ['EEE'] })
  const json = classifier.toJSON()

  it.each([
    [null, 'the classifier must be an object, but it is null'],
    [{ ...json, format: 'x' }, 'format must be mixtura-mixture-classifier, but it is "x"'],
    [{ ...json, version: 2 }, 'version must be 1, but it is 2'],
    [{ ...json, method: 'QDA' }, 'method must be one of MclustDA, EDDA, but it is QDA'],
    [{ ...json, classes: ['a', 'a', 'b'] }, 'classes must be at least 2 distinct labels, but it is ["a","a","b"]'],
    [{ ...json, priors: [1, 1, 1] }, 'priors must be 3 positive numbers that sum to 1, but it is [1,1,1]'],
    [{ ...json, mixtures: [] }, 'mixtures must be 3 mixtures, one per class, but it is []'],
    [{ ...json, covarianceType: null }, 'covarianceType must be a covariance type for EDDA and null for MclustDA, but it is null'],
    [{ ...json, parameterCount: undefined }, 'parameterCount must be a whole number from 1 to 2147483647, but it is missing'],
    [{ ...json, parameterCount: 1e15 }, 'parameterCount must be a whole number from 1 to 2147483647, but it is 1000000000000000'],
  ])('an invalid saved classifier: %#', (broken, message) => {
    expect(() => MixtureClassifier.fromJSON(broken)).toThrow(
      `saved classifier: ${message}. Save the classifier again with MixtureClassifier.toJSON, or correct the file.`,
    )
  })

  it('invalid samples and options', async () => {
    await expect(classifier.predict([[1]])).rejects.toThrow(
      'samples must be [N, 4], as the classifier has 4 columns, but it is [1, 1]. ' +
        'Pass the columns that the classifier was fitted on, in their order.',
    )
    await expect(classifier.predict([[1, 2, 3, Infinity]])).rejects.toThrow('Infinity at row 0, column 3')
    await expect(fitMixtureClassifier([[1], [2]], [1])).rejects.toThrow(
      'labels must be [2], one per row, but it is [1]. Give every row its label.',
    )
    await expect(fitMixtureClassifier([[1], [2]], [1, 1])).rejects.toThrow(
      'labels must be of at least 2 classes, but it is all 1. Pass samples of at least two classes.',
    )
    await expect(fitMixtureClassifier(iris, species, { method: 'LDA' as never })).rejects.toThrow(
      "option method must be one of 'MclustDA', 'EDDA', but it is 'LDA'. Pass for example method: 'MclustDA'.",
    )
    await expect(fitMixtureClassifier(iris, species, { covarianceTypes: [] })).rejects.toThrow(
      'covarianceTypes must be of at least one structure, but it is empty. Leave it out for the default structures.',
    )
    await expect(
      fitMixtureClassifier(iris, species, { method: 'EDDA', components: { minimum: 1, maximum: 2 } }),
    ).rejects.toThrow(
      "option components.maximum must be left out with EDDA, which has one component per class, but it is 2. Pass method: 'MclustDA' for more.",
    )
    await expect(fitMixtureClassifier(iris, species, { priors: [0.5, 0.5] })).rejects.toThrow(
      'priors must be [3], positive numbers that sum to 1, for the classes setosa, versicolor, virginica, ' +
        "but it is [0.5, 0.5]. Pass 'data' for the shares of the rows.",
    )
  })
})

describe('sample', () => {
  const { samples, labels } = sandwich(3)

  it('draws classes by their priors and rows of each class from its mixture', async () => {
    const { classifier } = await fitMixtureClassifier(samples, labels, { priors: [0.25, 0.75], covarianceTypes: ['EII'], components: { minimum: 1, maximum: 2 } })
    const drawn = classifier.sample(4000, { seed: 5 })
    const rings = drawn.labels.filter(label => label === 1).length
    // Three standard deviations of a binomial share: 3 √(0.25 · 0.75 / 4000).
    expect(Math.abs(rings / 4000 - 0.75)).toBeLessThan(0.021)
    const predicted = await classifier.predict(drawn.samples)
    expect(predicted.filter((label, n) => label === classifier.classes[drawn.labels[n]]).length / 4000).toBeGreaterThan(0.98)
  })

  it('repeats the draw of a seed, begins a larger draw with a smaller one, and draws from one class', async () => {
    const { classifier } = await fitMixtureClassifier(samples, labels, { method: 'EDDA', covarianceTypes: ['VVV'] })
    const large = classifier.sample(50)
    expect(classifier.sample(50, { seed: 0 })).toEqual(large)
    const small = classifier.sample(20)
    expect([...small.samples.data, ...small.labels]).toEqual([...large.samples.data.subarray(0, 40), ...large.labels.subarray(0, 20)])
    expect([...classifier.sample(5, { component: 1 }).labels]).toEqual([1, 1, 1, 1, 1])
    expect(() => classifier.sample(5, { component: 2 })).toThrow('option component must be an index from 0 to 1, but it is 2. Pass for example 0.')
  })
})
