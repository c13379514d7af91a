import * as door from './index.js'
import { acceptedPlaces } from './testing/acceptedPlaces.js'
import { proveDoor } from '../../numerics/src/testing/proveDoor.js'
import type { ExampleCall } from '../../numerics/src/testing/walkDoor.js'

const samples = [[1, 2], [2, 1.5], [1.5, 3], [8, 9], [9, 7.5], [7, 8], [2, 2.5], [8.5, 8]]
const labels = ['a', 'a', 'a', 'b', 'b', 'b', 'a', 'b']
const numbers = [0, 0, 0, 1, 1, 1, 0, 1]
const weights = [1, 1, 1, 1, 1, 1, 1, 2]
const spherical = { covarianceType: 'spherical', weights: [0.5, 0.5], means: [[1, 2], [8, 8]], covariances: [1, 2] } as const
const model = door.GaussianMixture.fromParameters(spherical)
const line = door.GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[2]], covariances: [[[1]]] })
const plane = door.GaussianMixture.fromParameters({ covarianceType: 'full', weights: [1], means: [[2, 1]], covariances: [[[1, 0.5], [0.5, 1]]] })
const factors = door.GaussianMixture.fromParameters({
  covarianceType: { factors: 1 }, weights: [1], means: [[2, 1]], covariances: [[[1, 0.5], [0.5, 1]]],
})
const noise = new door.NoiseMixture({ gaussians: model, noiseWeight: 0.1, logVolume: 4 })
const student = new door.StudentMixture({
  covarianceType: 'spherical', components: 1, columns: 2, weights: Float64Array.of(1), means: Float64Array.of(1, 2),
  scales: Float64Array.of(1), degreesOfFreedom: Float64Array.of(4), degreesOfFreedomKind: 'given',
})
const { classifier } = await door.fitMixtureClassifier(samples, labels, { method: 'EDDA', covarianceTypes: ['EII'] })
const mixedColumns = [
  { kind: 'category', name: 'colour', levels: ['red', 'blue'] }, { kind: 'count', name: 'visits', distribution: 'poisson' },
  { kind: 'ordinal', name: 'grade', levels: ['low', 'high'], model: 'adjacent' }, { kind: 'number', name: 'height' },
] as const
const mixedRows = samples.map(([x, y], row) => [row % 2, Math.floor(y), numbers[row], x])
const mixed = (await door.fitMixedMixture({ columns: mixedColumns, samples: mixedRows }, { components: 2, covarianceType: 'diag', starts: 1, pseudoCount: 1 })).model
const tree = await door.mergeComponents(model, samples)
const merged = new door.MergedMixture({ mixture: model, clusters: [[0], [1]] })
const hierarchy = await door.hierarchicalClustering(samples)
const source = await door.samplesSource(samples)
const chunks = await door.chunksSource(() => [samples])
const knownChunks = await door.chunksSource(() => [{ samples, weights }], { known: { rows: samples.length, columns: 2 } })
const incomplete = await door.samplesSource([...samples, [1, NaN]], { missing: 'marginalize' })
const statistics = await source.accumulate(model, { scatter: 'diagonal' })
const projection = door.projectionDirections(model)
const online = door.startOnlineFit({ model })
const signal = new AbortController().signal
const quick = { starts: 1, maxIterations: 2, seed: 3, tolerance: 1e-3 } as const

/** A call of every function, constructor, static and method that the package exports. */
const examples: Readonly<Record<string, ExampleCall>> = {
  fitGaussianMixture: {
    values: [samples, {
      ...quick, components: 2, covarianceType: 'diag', initialize: 'random', regularization: { relative: 1e-6 }, acceleration: 'auto',
      sampleWeights: weights, missing: 'error', labelPriors: numbers.map(k => [k === 0 ? 1 : 0.5, 0.5]), weights: 'free',
      maxEigenvalueRatio: 100, signal, onIteration: () => undefined, onProgress: () => undefined, kernels: 'reference', threads: 1,
    }],
  },
  'fitGaussianMixture with parts that stay': {
    call: door.fitGaussianMixture,
    values: [samples, {
      components: 2, covarianceType: 'spherical', maxIterations: 2, frozen: { weights: true, means: [0], covariances: [0] },
      initialize: { weights: [0.5, 0.5], means: [[1, 2], [8, 8]], covariances: [1, 2] },
    }],
    open: { '1.initialize': 'a fitted mixture has more fields than its numbers' },
  },
  'fitGaussianMixture with a prior, noise and labels': {
    call: door.fitGaussianMixture,
    values: [samples, {
      components: 2, covarianceType: 'full', maxIterations: 2, prior: { shrinkage: 0.01, mean: [3, 3], degreesOfFreedom: 4, scale: [[1, 0], [0, 1]] },
      noiseCovariances: samples.map(() => [0.1, 0.1]), initialize: { labels: numbers }, regularization: { absolute: 1e-3 },
    }],
    open: { '1.initialize': 'a fitted mixture has more fields than its numbers' },
  },
  fitBayesianGaussianMixture: {
    values: [samples, {
      ...quick, components: 2, covarianceType: 'diag', sampleWeights: weights, missing: 'error', initialize: 'random', signal,
      prior: { weights: 'dirichlet', weightConcentration: 1, meanPrecision: 1, mean: [3, 3], degreesOfFreedom: 4, covariance: [1, 1] },
      onIteration: () => undefined, onProgress: () => undefined, kernels: 'reference',
    }],
  },
  fitStudentMixture: {
    values: [samples, {
      ...quick, components: 2, covarianceType: 'diag', degreesOfFreedom: 'each', initialize: 'random', regularization: { relative: 1e-6 },
      sampleWeights: weights, signal, onIteration: () => undefined, onProgress: () => undefined,
    }],
  },
  fitMixedMixture: {
    values: [{ columns: mixedColumns, samples: mixedRows }, {
      ...quick, components: 2, covarianceType: 'diag', initialize: 'random', regularization: { relative: 1e-6 }, pseudoCount: 1,
      labelPriors: numbers.map(k => [k === 0 ? 1 : 0.5, 0.5]), sampleWeights: weights, signal, onIteration: () => undefined, onProgress: () => undefined,
      kernels: 'reference', threads: 1,
    }],
  },
  selectMixedMixture: {
    values: [{ columns: mixedColumns, samples: mixedRows }, {
      ...quick, components: { minimum: 1, maximum: 2 }, covarianceTypes: ['diag'], criterion: 'bic', initialize: 'random', regularization: { relative: 1e-6 },
      pseudoCount: 1, sampleWeights: weights, signal, onProgress: () => undefined, onCandidate: () => undefined, kernels: 'reference', threads: 1,
    }],
  },
  bootstrapMixedLikelihoodRatio: {
    values: [{ columns: mixedColumns, samples: mixedRows }, {
      ...quick, components: 1, covarianceType: 'spherical', replicates: 1, regularization: { relative: 1e-6 }, pseudoCount: 1, signal,
      onReplicate: () => undefined, kernels: 'reference', threads: 1,
    }],
  },
  classRegression: {
    values: [mixed, mixedRows, samples, { steps: 'one', confidence: 0.9, sampleWeights: weights, pseudoCount: 1, regularization: { relative: 1e-6 }, tolerance: 1e-3, maxIterations: 3, signal }],
    skipped: { '0': 'its fields belong to the class' },
  },
  distalOutcomes: { values: [mixed, mixedRows, numbers, { sampleWeights: weights, confidence: 0.9 }], skipped: { '0': 'its fields belong to the class' } },
  classProfiles: { values: [mixed, mixedRows, { confidence: 0.9, sampleWeights: weights, pseudoCount: 1 }], open: { '0': 'a mixture' }, skipped: { '0': 'its fields belong to the class' } },
  imputeMixed: { values: [mixed, mixedRows, { method: 'draw', seed: 1 }], skipped: { '0': 'its fields belong to the class' } },
  predictColumn: { values: [mixed, mixedRows, 0], skipped: { '0': 'its fields belong to the class' } },
  fitNoiseMixture: {
    values: [samples, {
      ...quick, components: 2, covarianceType: 'diag', volume: 100, initialNoiseWeight: 0.1, initialize: 'random',
      regularization: { relative: 1e-6 }, sampleWeights: weights, signal, onIteration: () => undefined, onProgress: () => undefined, kernels: 'reference',
    }],
  },
  kMeans: { values: [samples, { clusters: 2, starts: 1, seed: 1, maxIterations: 2, tolerance: 0.1, sampleWeights: weights, signal, kernels: 'reference' }] },
  selectGaussianMixture: {
    values: [samples, {
      ...quick, components: { minimum: 1, maximum: 2 }, covarianceTypes: ['spherical'], criterion: 'cross-validation', folds: 2, initialize: 'random',
      regularization: { relative: 1e-6 }, acceleration: 'auto', sampleWeights: weights, missing: 'error', weights: 'free',
      maxEigenvalueRatio: 100, signal, onIteration: () => undefined, onProgress: () => undefined, kernels: 'reference', threads: 1,
    }],
  },
  'selectGaussianMixture of listed components': { call: door.selectGaussianMixture, values: [samples, { ...quick, components: [2], covarianceTypes: ['spherical'] }] },
  crossValidatedLogLikelihood: { values: [samples, { ...quick, components: 1, covarianceType: 'spherical', folds: 2, sampleWeights: weights, missing: 'error' }] },
  bootstrapLikelihoodRatio: { values: [samples, { ...quick, components: 1, covarianceType: 'spherical', replicates: 1, onReplicate: () => undefined }] },
  formatSelection: {
    values: [await door.selectGaussianMixture(samples, { ...quick, components: [1], covarianceTypes: ['spherical'] }), { rows: 1 }],
    skipped: {
      '0.best': 'not read', '0.criterion': 'not read', '0.stopped': 'not read',
      '0.table[]': 'the rows of a selection are not made by hand',
    },
    open: { '0': 'a result' },
  },
  bootstrapUncertainty: {
    values: [samples, model, {
      kind: 'weighted-likelihood', replicates: 2, confidence: 0.9, seed: 1, tolerance: 0.1, maxIterations: 2, regularization: { absolute: 0.1 },
      signal, kernels: 'reference', onReplicate: () => undefined,
    }],
  },
  fitMixtureClassifier: {
    values: [samples, labels, {
      ...quick, method: 'MclustDA', covarianceTypes: ['EII'], components: { minimum: 1, maximum: 1 }, priors: [0.5, 0.5], regularization: { relative: 1e-6 },
      signal, onCandidate: () => undefined, onProgress: () => undefined,
    }],
  },
  crossValidatedClassification: { values: [samples, labels, { ...quick, method: 'EDDA', covarianceTypes: ['EII'], folds: 4, priors: 'data' }] },
  hierarchicalClustering: { values: [samples, { criterion: 'EII', transform: 'none', maxRows: 8, sampleWeights: weights, seed: 1, signal }] },
  'hierarchicalClustering, labelsAt': { call: hierarchy.labelsAt, values: [2] },
  hierarchicalMixture: { values: [model, [1, 2]] },
  'hierarchicalMixture, at': { call: door.hierarchicalMixture(model).at, values: [1] },
  mergeComponents: { values: [model, samples, { criterion: 'entropy' }] },
  densityModes: { values: [model, samples] },
  imputeMissing: { values: [model, samples, { method: 'draw', seed: 1 }] },
  startOnlineFit: { values: [{ model, stepExponent: 0.7, regularization: { relative: 1e-6 } }] },
  partialFit: { values: [online, samples], open: { '0': 'a result' }, skipped: { '0.statistics': 'a state is not made by hand', '0.regularizationMatrix': 'a state is not made by hand' } },
  samplesSource: { values: [samples, { weights, labelPriors: numbers.map(k => [k, 1]), missing: 'error', kernels: 'reference', threads: 1 }] },
  mixedChunksSource: { values: [() => [mixedRows], { columns: mixedColumns, kernels: 'reference', threads: 1, signal }] },
  chunksSource: { values: [() => [samples], { missing: 'error', kernels: 'reference', threads: 1 }] },
  'chunksSource of known rows': { call: door.chunksSource, values: [() => [samples], { known: { rows: samples.length, columns: 2 } }], open: { '0': 'not called before a pass' } },
  'chunksSource, accumulate of known rows': { call: knownChunks.accumulate as ExampleCall['call'] & object, values: [model, { scatter: 'diagonal', signal }] },
  noisyRowsSource: { values: [samples, samples.map(() => [0.1, 0.1]), { weights, labelPriors: numbers.map(k => [k, 1]) }] },
  'samplesSource, accumulate': { call: source.accumulate as ExampleCall['call'] & object, values: [model, { scatter: 'diagonal', signal }] },
  'samplesSource, draw': { call: source.draw as ExampleCall['call'] & object, values: [2, door.createRandom(1)], open: { '1': 'a generator of any kind' }, skipped: { '1.normal': 'not read', '1.fork': 'not read' } },
  'chunksSource, accumulate': { call: chunks.accumulate as ExampleCall['call'] & object, values: [model, { scatter: 'diagonal', signal }] },
  'chunksSource, draw': { call: chunks.draw as ExampleCall['call'] & object, values: [2, door.createRandom(1)], open: { '1': 'a generator of any kind' }, skipped: { '1.normal': 'not read', '1.fork': 'not read' } },
  'samplesSource of missing cells, accumulate': { call: incomplete.accumulate as ExampleCall['call'] & object, values: [model, { scatter: 'diagonal', signal }] },
  'samplesSource of missing cells, draw': { call: incomplete.draw as ExampleCall['call'] & object, values: [2, door.createRandom(1)], open: { '1': 'a generator of any kind' }, skipped: { '1.normal': 'not read', '1.fork': 'not read' } },
  accumulateObserved: {
    values: [[{ observed: [0, 1], source, rows: 8, weight: 8 }], model, { scatter: 'diagonal' }],
    open: { '0[]': 'a part may know more', '0[].source': 'a source of any kind' },
    skipped: { '0[].source': 'asked as a source', '0[].observed[]': 'the columns of the source', '0[].rows': 'what the source says counts', '0[].weight': 'what the source says counts' },
  },
  passImage: { values: [model, { scatter: 'diagonal', pruning: 'none' }] },
  mergeStatistics: { values: [{ ...statistics }, { ...statistics }], open: { '0': 'a result', '1': 'a result' }, skipped: Object.fromEntries(['rows', 'totalWeight', 'logLikelihood'].flatMap(field => [`0.${field}`, `1.${field}`].map(place => [place, 'a state is not made by hand']))) },
  sourceFaults: {
    values: [source, [[1, 2], [3, 5], [4, 4]], { tolerance: 1e-9, weights: [1, 1, 1], missing: 'error' }], open: { '0': 'a source of any kind' },
    skipped: Object.fromEntries(['rows', 'columns', 'projects', 'accumulate', 'draw'].map(field => [`0.${field}`, 'what is wrong with it is the result'])),
  },
  encodeStatistics: { values: [{ ...statistics }], open: { '0': 'a result' }, skipped: Object.fromEntries(['rows', 'totalWeight', 'logLikelihood'].map(field => [`0.${field}`, 'a state is not made by hand'])) },
  decodeStatistics: { values: [door.encodeStatistics(statistics)] },
  projectionDirections: { values: [model, { dimensions: 1 }] },
  projectMixture: { values: [model, projection], open: { '1': 'a result', '1.directions': 'a result' }, skipped: { '1.eigenvalues': 'not read', '1.fromMeans': 'not read', '1.fromCovariances': 'not read' } },
  projectSamples: { values: [samples, projection], open: { '1': 'a result', '1.directions': 'a result' }, skipped: { '1.eigenvalues': 'not read', '1.fromMeans': 'not read', '1.fromCovariances': 'not read' } },
  createRandom: { values: [7] },
  'createRandom, integer': { call: door.createRandom(1).integer, values: [7] },
  'createRandom, fork': { call: door.createRandom(1).fork, values: [7] },
  matrix: { values: [[1, 2, 3, 4], 2, 2] },
  finiteMatrix: { values: [samples] },
  symmetricEigen: { values: [[2, 1, 1, 2], 2] },
  linearAssignment: { values: [{ data: [1, 2, 3, 4], rows: 2, columns: 2 }], open: { '0': 'a result' } },
  adjustedRandIndex: { values: [labels, numbers] },
  adjustedMutualInformation: { values: [labels, numbers, { average: 'max' }] },
  normalizedMutualInformation: { values: [labels, numbers, { average: 'max' }] },
  homogeneityCompletenessV: { values: [labels, numbers, { beta: 1 }] },
  contingencyTable: { values: [labels, numbers] },
  clusteringAccuracy: { values: [labels, numbers] },
  matchLabels: { values: [labels, numbers] },
  calinskiHarabasz: { values: [samples, labels] },
  daviesBouldin: { values: [samples, labels] },
  silhouette: { values: [samples, labels, { sampleSize: 8, seed: 1, signal }] },
  silhouetteSamples: { values: [samples, labels, { signal }] },
  anomalyThreshold: { values: [model, samples, { quantile: 0.1 }] },
  isAnomalous: { values: [model, samples, -10] },
  chiSquareProbability: { values: [3, 2] },
  chiSquareQuantile: { values: [0.5, 2] },
  componentDivergences: { values: [model, plane] },
  conditionalMixture: { values: [model, { given: [0], values: [1] }] },
  marginalMixture: { values: [model, [0]] },
  mergedGaussian: { values: [model, [0, 1]] },
  confidenceEllipse: { values: [model, 0, { columns: [0, 1], probability: 0.9 }] },
  confidenceRadius: { values: [0.9, 2] },
  cumulativeProbability: { values: [line, [1, 2]] },
  quantile: { values: [line, [0.1, 0.5]] },
  factorScores: { values: [factors, samples, 0] },
  gaussianKl: { values: [plane, plane] },
  klDivergence: { values: [model, plane, { draws: 2, seed: 1 }] },
  klUpperBound: { values: [model, plane] },
  klVariationalApproximation: { values: [model, plane] },
  insideComponents: { values: [model, samples, { probability: 0.9 }] },
  insideRegion: { values: [model, samples, { probability: 0.9, draws: 10, seed: 1 }] },
  regionThreshold: { values: [model, { probability: 0.9, draws: 10, seed: 1 }] },
  mahalanobisDistances: { values: [model, samples] },
  explainSamples: { values: [model, samples] },
  regress: { values: [plane, [[1], [2]], { predictors: [0], responses: [1] }] },

  'new GaussianMixture': { call: (parameters: never) => new door.GaussianMixture(parameters), values: [{ ...model }], open: { '0': 'a mixture has more fields than its parameters' } },
  'GaussianMixture.fromParameters': { call: door.GaussianMixture.fromParameters as ExampleCall['call'] & object, values: [{ ...spherical }], open: { '0': 'a mixture has more fields than its parameters' } },
  'GaussianMixture.fromJSON': { call: door.GaussianMixture.fromJSON, values: [model.toJSON()], open: { '0': 'later versions may add fields' } },
  'GaussianMixture#toJSON': { call: () => model.toJSON(), values: [] },
  'GaussianMixture#componentMean': { call: model.componentMean.bind(model), values: [0] },
  'GaussianMixture#componentCovariance': { call: model.componentCovariance.bind(model), values: [0] },
  'GaussianMixture#componentVariances': { call: model.componentVariances.bind(model), values: [0] },
  'GaussianMixture#componentLoadings': { call: factors.componentLoadings.bind(factors), values: [0] },
  'GaussianMixture#componentNoiseVariances': { call: factors.componentNoiseVariances.bind(factors), values: [0] },
  'GaussianMixture#conditional': { call: model.conditional.bind(model), values: [{ given: [0], values: [1] }] },
  'GaussianMixture#marginal': { call: model.marginal.bind(model), values: [[0]] },
  'GaussianMixture#logDensity': { call: model.logDensity.bind(model), values: [samples, { missing: 'marginalize' }] },
  'GaussianMixture#responsibilities': { call: model.responsibilities.bind(model), values: [samples, { missing: 'error' }] },
  'GaussianMixture#predict': { call: model.predict.bind(model), values: [samples, { missing: 'error' }] },
  'GaussianMixture#meanLogLikelihood': { call: model.meanLogLikelihood.bind(model), values: [samples, { missing: 'error', sampleWeights: weights }] },
  'GaussianMixture#aic': { call: model.aic.bind(model), values: [samples, { missing: 'error', sampleWeights: weights, parameterCount: 3 }] },
  'GaussianMixture#bic': { call: model.bic.bind(model), values: [samples, { missing: 'error', sampleWeights: weights, parameterCount: 3 }] },
  'GaussianMixture#icl': { call: model.icl.bind(model), values: [samples, { assignment: 'hard', missing: 'error', sampleWeights: weights, parameterCount: 3 }] },
  'GaussianMixture#sample': { call: model.sample.bind(model), values: [5, { seed: 1, component: 1 }] },

  'new StudentMixture': { call: (parameters: never) => new door.StudentMixture(parameters), values: [{ ...student }], open: { '0': 'a mixture has more fields than its parameters' } },
  'StudentMixture.fromJSON': { call: door.StudentMixture.fromJSON, values: [student.toJSON()], open: { '0': 'later versions may add fields' } },
  'StudentMixture#toJSON': { call: () => student.toJSON(), values: [] },
  'StudentMixture#componentCovariance': { call: student.componentCovariance.bind(student), values: [0] },
  'StudentMixture#logDensity': { call: student.logDensity.bind(student), values: [samples] },
  'StudentMixture#responsibilities': { call: student.responsibilities.bind(student), values: [samples] },
  'StudentMixture#outlierWeights': { call: student.outlierWeights.bind(student), values: [samples] },
  'StudentMixture#predict': { call: student.predict.bind(student), values: [samples] },
  'StudentMixture#meanLogLikelihood': { call: student.meanLogLikelihood.bind(student), values: [samples] },
  'StudentMixture#aic': { call: student.aic.bind(student), values: [samples] },
  'StudentMixture#bic': { call: student.bic.bind(student), values: [samples] },
  'StudentMixture#sample': { call: student.sample.bind(student), values: [5, { seed: 1, component: 0 }] },

  'new MixedMixture': { call: (parameters: never) => new door.MixedMixture(parameters), values: [{ ...mixed }], open: { '0': 'a mixture has more fields than its parameters', '0.numbers': 'a mixture has more fields', '0.columns[]': 'a description has more fields' }, skipped: { '0.columns[].family': 'follows from the kind of a number', '0.columns[].levels': 'a number has none' } },
  'MixedMixture.fromJSON': { call: door.MixedMixture.fromJSON, values: [mixed.toJSON()], open: { '0': 'later versions may add fields', '0.numbers': 'later versions may add fields' } },
  'MixedMixture#toJSON': { call: () => mixed.toJSON(), values: [] },
  'MixedMixture#distribution': { call: mixed.distribution.bind(mixed), values: [0, 1] },
  'MixedMixture#marginal': { call: mixed.marginal.bind(mixed), values: [[0, 3]] },
  'MixedMixture#conditional': { call: mixed.conditional.bind(mixed), values: [{ given: [0], values: [1] }] },
  'MixedMixture#logDensity': { call: mixed.logDensity.bind(mixed), values: [mixedRows] },
  'MixedMixture#responsibilities': { call: mixed.responsibilities.bind(mixed), values: [mixedRows] },
  'MixedMixture#predict': { call: mixed.predict.bind(mixed), values: [mixedRows] },
  'MixedMixture#meanLogLikelihood': { call: mixed.meanLogLikelihood.bind(mixed), values: [mixedRows, { sampleWeights: weights }] },
  'MixedMixture#aic': { call: mixed.aic.bind(mixed), values: [mixedRows, { sampleWeights: weights, parameterCount: 3 }] },
  'MixedMixture#bic': { call: mixed.bic.bind(mixed), values: [mixedRows, { sampleWeights: weights, parameterCount: 3 }] },
  'MixedMixture#icl': { call: mixed.icl.bind(mixed), values: [mixedRows, { assignment: 'hard', sampleWeights: weights, parameterCount: 3 }] },
  'MixedMixture#classificationCertainty': { call: mixed.classificationCertainty.bind(mixed), values: [mixedRows, { sampleWeights: weights }] },
  'MixedMixture#sample': { call: mixed.sample.bind(mixed), values: [5, { seed: 1, component: 1 }] },

  'new NoiseMixture': { call: (parameters: never) => new door.NoiseMixture(parameters), values: [{ ...noise }], open: { '0': 'a mixture has more fields than its parameters' } },
  'NoiseMixture.fromJSON': { call: door.NoiseMixture.fromJSON, values: [noise.toJSON()], open: { '0': 'later versions may add fields', '0.gaussians': 'later versions may add fields' } },
  'NoiseMixture#toJSON': { call: () => noise.toJSON(), values: [] },
  'NoiseMixture#logDensity': { call: noise.logDensity.bind(noise), values: [samples] },
  'NoiseMixture#noiseProbabilities': { call: noise.noiseProbabilities.bind(noise), values: [samples] },
  'NoiseMixture#responsibilities': { call: noise.responsibilities.bind(noise), values: [samples] },
  'NoiseMixture#predict': { call: noise.predict.bind(noise), values: [samples] },
  'NoiseMixture#meanLogLikelihood': { call: noise.meanLogLikelihood.bind(noise), values: [samples] },
  'NoiseMixture#aic': { call: noise.aic.bind(noise), values: [samples] },
  'NoiseMixture#bic': { call: noise.bic.bind(noise), values: [samples] },

  'new MixtureClassifier': { call: (parameters: never) => new door.MixtureClassifier(parameters), values: [{ ...classifier }], open: { '0': 'a classifier may have more fields' } },
  'MixtureClassifier.fromJSON': { call: door.MixtureClassifier.fromJSON, values: [classifier.toJSON()], open: { '0': 'later versions may add fields', '0.mixtures[]': 'later versions may add fields' } },
  'MixtureClassifier#toJSON': { call: () => classifier.toJSON(), values: [] },
  'MixtureClassifier#jointLogDensity': { call: classifier.jointLogDensity.bind(classifier), values: [samples] },
  'MixtureClassifier#logDensity': { call: classifier.logDensity.bind(classifier), values: [samples] },
  'MixtureClassifier#posteriors': { call: classifier.posteriors.bind(classifier), values: [samples] },
  'MixtureClassifier#predict': { call: classifier.predict.bind(classifier), values: [samples] },
  'MixtureClassifier#sample': { call: classifier.sample.bind(classifier), values: [5, { seed: 1, component: 1 }] },

  'new MergedMixture': { call: (parts: never) => new door.MergedMixture(parts), values: [{ ...merged }], open: { '0': 'a merged mixture has more fields' } },
  'MergedMixture.fromJSON': { call: door.MergedMixture.fromJSON, values: [merged.toJSON()], open: { '0': 'later versions may add fields', '0.mixture': 'later versions may add fields' } },
  'MergedMixture#toJSON': { call: () => merged.toJSON(), values: [] },
  'MergedMixture#gaussians': { call: () => merged.gaussians(), values: [] },
  'MergedMixture#logDensity': { call: merged.logDensity.bind(merged), values: [samples, { missing: 'error' }] },
  'MergedMixture#responsibilities': { call: merged.responsibilities.bind(merged), values: [samples, { missing: 'error' }] },
  'MergedMixture#predict': { call: merged.predict.bind(merged), values: [samples, { missing: 'error' }] },
  'MergedMixture#sample': { call: merged.sample.bind(merged), values: [5, { seed: 1, component: 1 }] },
  'new MergingTree': {
    call: (responsibilities: never, rest: never) => new door.MergingTree(responsibilities, rest),
    values: [{ data: Float64Array.of(0.5, 0.5, 1, 0), rows: 2, columns: 2 }, { steps: tree.steps, entropies: tree.entropies, suggestedClusters: null }],
    open: { '0': 'a result', '1': 'a result', '1.steps[]': 'a result' },
    skipped: { '1.steps[]': 'the steps of a tree are not made by hand', '1.suggestedClusters': 'not read', '1.entropies[]': 'not read' },
  },
  'MergingTree#clustersAt': { call: tree.clustersAt.bind(tree), values: [2] },
  'MergingTree#responsibilitiesAt': { call: tree.responsibilitiesAt.bind(tree), values: [2] },
  'MergingTree#labelsAt': { call: tree.labelsAt.bind(tree), values: [2] },
}

proveDoor(door, { examples, acceptedPlaces, errorBase: door.MixturaError })
