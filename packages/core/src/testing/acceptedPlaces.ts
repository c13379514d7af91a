import type { AcceptedPlaces } from '../../../numerics/src/testing/walkDoor.js'

/** Arguments of the example calls in door.test.ts that accept some of the values tested as wrong. The list is as long as the door has functions. */
export const acceptedPlaces: AcceptedPlaces = {
  passImage: { optional: ['1.pruning'] },
  finiteMatrix: {
    number: ['0[][]'],
  },
  fitGaussianMixture: {
    number: ['0[][]'],
    optional: [
      '1.starts', '1.maxIterations', '1.covarianceType', '1.initialize', '1.regularization', '1.acceleration', '1.sampleWeights',
      '1.missing', '1.labelPriors', '1.weights', '1.signal', '1.kernels', '1.threads',
    ],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance', '1.maxEigenvalueRatio'],
    positiveNumber: ['1.regularization.relative', '1.sampleWeights[]', '1.labelPriors[][]'],
    optionalCallback: ['1.onIteration', '1.onProgress'],
  },
  'fitGaussianMixture with parts that stay': {
    number: ['0[][]', '1.initialize.means[][]'],
    optional: ['1.maxIterations'],
    optionalRecord: ['1.frozen'],
    optionalFlag: ['1.frozen.weights'],
    frozenPart: ['1.frozen.means', '1.frozen.covariances'],
    positiveNumber: ['1.initialize.covariances[]'],
  },
  'fitGaussianMixture with a prior, noise and labels': {
    number: ['0[][]', '1.prior.mean[]'],
    optional: ['1.covarianceType', '1.maxIterations', '1.prior.mean', '1.prior.scale', '1.noiseCovariances', '1.initialize', '1.regularization'],
    optionalRecord: ['1.prior'],
    optionalPositiveNumber: ['1.prior.shrinkage', '1.prior.degreesOfFreedom'],
    positiveNumber: ['1.prior.scale[][]', '1.noiseCovariances[][]', '1.regularization.absolute'],
  },
  fitBayesianGaussianMixture: {
    number: ['0[][]', '1.prior.mean[]'],
    optional: [
      '1.starts', '1.maxIterations', '1.sampleWeights', '1.missing', '1.initialize', '1.signal', '1.prior.weights', '1.prior.mean',
      '1.prior.covariance', '1.kernels',
    ],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance', '1.prior.weightConcentration', '1.prior.meanPrecision', '1.prior.degreesOfFreedom'],
    positiveNumber: ['1.sampleWeights[]', '1.prior.covariance[]'],
    optionalRecord: ['1.prior'],
    optionalCallback: ['1.onIteration', '1.onProgress'],
  },
  fitStudentMixture: {
    number: ['0[][]'],
    optional: ['1.starts', '1.maxIterations', '1.covarianceType', '1.initialize', '1.regularization', '1.sampleWeights', '1.signal'],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance', '1.degreesOfFreedom'],
    positiveNumber: ['1.regularization.relative', '1.sampleWeights[]'],
    optionalCallback: ['1.onIteration', '1.onProgress'],
  },
  fitMixedMixture: {
    optionalText: ['0.columns[].name'],
    missingCell: ['0.samples[][]'],
    optional: [
      '1.starts', '1.maxIterations', '1.covarianceType', '1.initialize', '1.regularization', '1.labelPriors', '1.sampleWeights', '1.signal',
      '1.kernels', '1.threads',
    ],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance', '1.pseudoCount'],
    positiveNumber: ['1.regularization.relative', '1.sampleWeights[]', '1.labelPriors[][]'],
    optionalCallback: ['1.onIteration', '1.onProgress'],
  },
  fitNoiseMixture: {
    number: ['0[][]'],
    optional: [
      '1.starts', '1.maxIterations', '1.covarianceType', '1.initialNoiseWeight', '1.initialize', '1.regularization', '1.sampleWeights',
      '1.signal', '1.kernels',
    ],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance', '1.volume'],
    positiveNumber: ['1.regularization.relative', '1.sampleWeights[]'],
    optionalCallback: ['1.onIteration', '1.onProgress'],
  },
  kMeans: {
    number: ['0[][]'],
    optional: ['1.starts', '1.maxIterations', '1.sampleWeights', '1.signal', '1.kernels'],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  selectGaussianMixture: {
    number: ['0[][]'],
    optional: [
      '1.starts', '1.maxIterations', '1.covarianceTypes', '1.criterion', '1.folds', '1.initialize', '1.regularization', '1.acceleration',
      '1.sampleWeights', '1.missing', '1.weights', '1.signal', '1.kernels', '1.threads',
    ],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance', '1.maxEigenvalueRatio'],
    positiveNumber: ['1.regularization.relative', '1.sampleWeights[]'],
    optionalCallback: ['1.onIteration', '1.onProgress'],
  },
  'selectGaussianMixture of listed components': {
    number: ['0[][]'],
    optional: ['1.starts', '1.maxIterations', '1.covarianceTypes'],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance'],
  },
  crossValidatedLogLikelihood: {
    number: ['0[][]'],
    optional: ['1.starts', '1.maxIterations', '1.covarianceType', '1.folds', '1.sampleWeights', '1.missing'],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  bootstrapLikelihoodRatio: {
    number: ['0[][]'],
    optional: ['1.starts', '1.maxIterations', '1.covarianceType', '1.replicates'],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance'],
    optionalCallback: ['1.onReplicate'],
  },
  formatSelection: {
    optionalRecord: ['1'],
    emptyList: ['0.table'],
    optional: ['1.rows'],
  },
  bootstrapUncertainty: {
    optionalRecord: ['2'],
    number: ['0[][]'],
    optional: ['2.kind', '2.replicates', '2.confidence', '2.maxIterations', '2.regularization', '2.signal', '2.kernels'],
    optionalSeed: ['2.seed'],
    optionalPositiveNumber: ['2.tolerance'],
    optionalCallback: ['2.onReplicate'],
  },
  fitMixtureClassifier: {
    optionalRecord: ['2'],
    number: ['0[][]'],
    optional: ['2.starts', '2.maxIterations', '2.method', '2.covarianceTypes', '2.components', '2.priors', '2.regularization', '2.signal'],
    optionalSeed: ['2.seed'],
    optionalPositiveNumber: ['2.tolerance'],
    optionalCallback: ['2.onCandidate', '2.onProgress'],
  },
  crossValidatedClassification: {
    number: ['0[][]'],
    optional: ['2.starts', '2.maxIterations', '2.method', '2.covarianceTypes', '2.priors'],
    optionalSeed: ['2.seed'],
    optionalPositiveNumber: ['2.tolerance'],
  },
  hierarchicalClustering: {
    optionalRecord: ['1'],
    number: ['0[][]'],
    optional: ['1.criterion', '1.transform', '1.maxRows', '1.sampleWeights', '1.signal'],
    positiveNumber: ['1.sampleWeights[]'],
    optionalSeed: ['1.seed'],
  },
  hierarchicalMixture: {
    optional: ['1'],
  },
  mergeComponents: {
    optionalRecord: ['2'],
    number: ['1[][]'],
    optional: ['2.criterion'],
  },
  densityModes: {
    optional: ['1'],
    number: ['1[][]'],
  },
  imputeMissing: {
    optionalRecord: ['2'],
    missingCell: ['1[][]'],
    optional: ['2.method'],
    optionalSeed: ['2.seed'],
  },
  startOnlineFit: {
    optional: ['0.stepExponent', '0.regularization'],
    positiveNumber: ['0.regularization.relative'],
  },
  partialFit: {
    positiveNumber: ['0.regularization.relative'],
    number: ['1[][]'],
  },
  samplesSource: {
    optionalRecord: ['1'],
    number: ['0[][]'],
    optional: ['1.weights', '1.labelPriors', '1.missing', '1.kernels', '1.threads'],
    positiveNumber: ['1.weights[]', '1.labelPriors[][]'],
  },
  mixedChunksSource: {
    optionalText: ['1.columns[].name'],
    optional: ['1.kernels', '1.threads', '1.signal'],
  },
  chunksSource: {
    optionalRecord: ['1'],
    optional: ['1.missing', '1.kernels', '1.threads'],
  },
  'chunksSource of known rows': {
    callback: ['0'],
    optionalRecord: ['1'],
    optional: ['1.known'],
  },
  'chunksSource, accumulate of known rows': {
    optional: ['1.signal'],
  },
  sourceFaults: {
    number: ['1[][]'],
    optionalRecord: ['2'],
    optionalPositiveNumber: ['2.tolerance'],
    optional: ['2.weights', '2.missing'],
    positiveNumber: ['2.weights[]'],
  },
  noisyRowsSource: {
    optionalRecord: ['2'],
    number: ['0[][]'],
    positiveNumber: ['1[][]', '2.weights[]', '2.labelPriors[][]'],
    optional: ['2.weights', '2.labelPriors'],
  },
  'samplesSource, accumulate': {
    optional: ['1.signal'],
  },
  'samplesSource, draw': {
    callback: ['1.uniform', '1.integer'],
  },
  'chunksSource, accumulate': {
    optional: ['1.signal'],
  },
  'chunksSource, draw': {
    callback: ['1.uniform', '1.integer'],
  },
  'samplesSource of missing cells, accumulate': {
    optional: ['1.signal'],
  },
  'samplesSource of missing cells, draw': {
    callback: ['1.uniform', '1.integer'],
  },
  projectionDirections: {
    optionalRecord: ['1'],
    optional: ['1.dimensions'],
  },
  projectSamples: {
    number: ['0[][]'],
  },
  createRandom: {
    seed: ['0'],
  },
  'createRandom, integer': {
    seed: ['0'],
  },
  'createRandom, fork': {
    wholeNumber: ['0'],
  },
  matrix: {
    matrixCell: ['0[]'],
  },
  symmetricEigen: {
    number: ['0[]'],
  },
  linearAssignment: {
    number: ['0.data[]'],
  },
  adjustedRandIndex: {
    label: ['0[]', '1[]'],
  },
  adjustedMutualInformation: {
    optionalRecord: ['2'],
    label: ['0[]', '1[]'],
    optional: ['2.average'],
  },
  normalizedMutualInformation: {
    optionalRecord: ['2'],
    label: ['0[]', '1[]'],
    optional: ['2.average'],
  },
  homogeneityCompletenessV: {
    optionalRecord: ['2'],
    label: ['0[]', '1[]'],
    optionalPositiveNumber: ['2.beta'],
  },
  contingencyTable: {
    label: ['0[]', '1[]'],
  },
  clusteringAccuracy: {
    label: ['0[]', '1[]'],
  },
  matchLabels: {
    label: ['0[]', '1[]'],
  },
  calinskiHarabasz: {
    number: ['0[][]'],
    label: ['1[]'],
  },
  daviesBouldin: {
    number: ['0[][]'],
    label: ['1[]'],
  },
  silhouette: {
    optionalRecord: ['2'],
    number: ['0[][]'],
    label: ['1[]'],
    optional: ['2.signal'],
    optionalSeed: ['2.sampleSize', '2.seed'],
  },
  silhouetteSamples: {
    optionalRecord: ['2'],
    number: ['0[][]'],
    label: ['1[]'],
    optional: ['2.signal'],
  },
  anomalyThreshold: {
    number: ['1[][]'],
  },
  isAnomalous: {
    numberOrInfinity: ['2'],
    number: ['1[][]'],
  },
  chiSquareProbability: {
    positiveNumberOrInfinity: ['0'],
    positiveNumber: ['1'],
  },
  chiSquareQuantile: {
    positiveNumber: ['1'],
  },
  conditionalMixture: {
    number: ['1.values[]'],
  },
  mergedGaussian: {
    optional: ['1'],
  },
  cumulativeProbability: {
    emptyList: ['1'],
    numberOrInfinity: ['1[]'],
  },
  quantile: {
    emptyList: ['1'],
  },
  factorScores: {
    number: ['1[][]'],
  },
  klDivergence: {
    optionalRecord: ['2'],
    optional: ['2.draws'],
    optionalSeed: ['2.seed'],
  },
  insideComponents: {
    number: ['1[][]'],
  },
  insideRegion: {
    number: ['1[][]'],
    optional: ['2.draws'],
    optionalSeed: ['2.seed'],
  },
  regionThreshold: {
    optional: ['1.draws'],
    optionalSeed: ['1.seed'],
  },
  mahalanobisDistances: {
    number: ['1[][]'],
  },
  explainSamples: {
    number: ['1[][]'],
  },
  regress: {
    number: ['1[][]'],
    optional: ['2.responses'],
  },
  'GaussianMixture.fromParameters': {
    number: ['0.means[][]'],
    positiveNumber: ['0.covariances[]'],
  },
  'GaussianMixture.fromJSON': {
    number: ['0.means[]'],
    positiveNumber: ['0.covariances[]'],
  },
  'GaussianMixture#conditional': {
    number: ['0.values[]'],
  },
  'GaussianMixture#logDensity': {
    optionalRecord: ['1'],
    missingCell: ['0[][]'],
    optional: ['1.missing'],
  },
  'GaussianMixture#responsibilities': {
    optionalRecord: ['1'],
    number: ['0[][]'],
    optional: ['1.missing'],
  },
  'GaussianMixture#predict': {
    optionalRecord: ['1'],
    number: ['0[][]'],
    optional: ['1.missing'],
  },
  'GaussianMixture#meanLogLikelihood': {
    optionalRecord: ['1'],
    number: ['0[][]'],
    optional: ['1.missing', '1.sampleWeights'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  'GaussianMixture#aic': {
    optionalRecord: ['1'],
    number: ['0[][]'],
    optional: ['1.missing', '1.sampleWeights', '1.parameterCount'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  'GaussianMixture#bic': {
    optionalRecord: ['1'],
    number: ['0[][]'],
    optional: ['1.missing', '1.sampleWeights', '1.parameterCount'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  'GaussianMixture#icl': {
    number: ['0[][]'],
    optional: ['1.missing', '1.sampleWeights', '1.parameterCount'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  'GaussianMixture#sample': {
    optionalRecord: ['1'],
    optionalSeed: ['1.seed'],
    optional: ['1.component'],
  },
  'StudentMixture.fromJSON': {
    number: ['0.means[]'],
    positiveNumber: ['0.scales[]', '0.degreesOfFreedom[]'],
  },
  'StudentMixture#logDensity': {
    number: ['0[][]'],
  },
  'StudentMixture#responsibilities': {
    number: ['0[][]'],
  },
  'StudentMixture#outlierWeights': {
    number: ['0[][]'],
  },
  'StudentMixture#predict': {
    number: ['0[][]'],
  },
  'StudentMixture#meanLogLikelihood': {
    number: ['0[][]'],
  },
  'StudentMixture#aic': {
    number: ['0[][]'],
  },
  'StudentMixture#bic': {
    number: ['0[][]'],
  },
  'StudentMixture#sample': {
    optionalRecord: ['1'],
    optionalSeed: ['1.seed'],
    optional: ['1.component'],
  },
  selectMixedMixture: {
    optionalText: ['0.columns[].name'],
    missingCell: ['0.samples[][]'],
    optional: [
      '1.starts', '1.maxIterations', '1.covarianceTypes', '1.criterion', '1.initialize', '1.regularization', '1.sampleWeights', '1.signal',
      '1.kernels', '1.threads',
    ],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance', '1.pseudoCount'],
    positiveNumber: ['1.regularization.relative', '1.sampleWeights[]'],
    optionalCallback: ['1.onProgress', '1.onCandidate'],
  },
  bootstrapMixedLikelihoodRatio: {
    optionalText: ['0.columns[].name'],
    missingCell: ['0.samples[][]'],
    optional: ['1.starts', '1.maxIterations', '1.covarianceType', '1.replicates', '1.regularization', '1.signal', '1.kernels', '1.threads'],
    optionalSeed: ['1.seed'],
    optionalPositiveNumber: ['1.tolerance', '1.pseudoCount'],
    positiveNumber: ['1.regularization.relative'],
    optionalCallback: ['1.onReplicate'],
  },
  classRegression: {
    missingCell: ['1[][]'],
    number: ['2[][]'],
    optionalRecord: ['3'],
    optional: ['3.steps', '3.confidence', '3.sampleWeights', '3.regularization', '3.maxIterations', '3.signal'],
    optionalPositiveNumber: ['3.pseudoCount', '3.tolerance'],
    positiveNumber: ['3.sampleWeights[]', '3.regularization.relative'],
  },
  distalOutcomes: {
    missingCell: ['1[][]', '2[]'],
    optionalRecord: ['3'],
    optional: ['3.sampleWeights', '3.confidence'],
    positiveNumber: ['3.sampleWeights[]'],
  },
  classProfiles: {
    missingCell: ['1[][]'],
    optionalRecord: ['2'],
    optional: ['2.confidence', '2.sampleWeights'],
    optionalPositiveNumber: ['2.pseudoCount'],
    positiveNumber: ['2.sampleWeights[]'],
  },
  imputeMixed: {
    missingCell: ['1[][]'],
    optionalRecord: ['2'],
    optional: ['2.method'],
    optionalSeed: ['2.seed'],
  },
  predictColumn: {
    missingCell: ['1[][]'],
  },
  'new MixedMixture': {
    optionalText: ['0.columns[].name'],
  },
  'MixedMixture.fromJSON': {
    optionalText: ['0.columns[].name'],
    number: ['0.columnParameters[][]', '0.numbers.means[]'],
    positiveNumber: ['0.numbers.covariances[]'],
  },
  'MixedMixture#logDensity': {
    missingCell: ['0[][]'],
  },
  'MixedMixture#responsibilities': {
    missingCell: ['0[][]'],
  },
  'MixedMixture#predict': {
    missingCell: ['0[][]'],
  },
  'MixedMixture#meanLogLikelihood': {
    missingCell: ['0[][]'],
    optionalRecord: ['1'],
    optional: ['1.sampleWeights'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  'MixedMixture#classificationCertainty': {
    missingCell: ['0[][]'],
    optionalRecord: ['1'],
    optional: ['1.sampleWeights'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  'MixedMixture#aic': {
    missingCell: ['0[][]'],
    optionalRecord: ['1'],
    optional: ['1.sampleWeights', '1.parameterCount'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  'MixedMixture#bic': {
    missingCell: ['0[][]'],
    optionalRecord: ['1'],
    optional: ['1.sampleWeights', '1.parameterCount'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  'MixedMixture#icl': {
    missingCell: ['0[][]'],
    optional: ['1.sampleWeights', '1.parameterCount'],
    positiveNumber: ['1.sampleWeights[]'],
  },
  'MixedMixture#sample': {
    optionalRecord: ['1'],
    optionalSeed: ['1.seed'],
    optional: ['1.component'],
  },
  'new NoiseMixture': {
    number: ['0.logVolume'],
  },
  'NoiseMixture.fromJSON': {
    number: ['0.logVolume', '0.gaussians.means[]'],
    positiveNumber: ['0.gaussians.covariances[]'],
  },
  'NoiseMixture#logDensity': {
    number: ['0[][]'],
  },
  'NoiseMixture#noiseProbabilities': {
    number: ['0[][]'],
  },
  'NoiseMixture#responsibilities': {
    number: ['0[][]'],
  },
  'NoiseMixture#predict': {
    number: ['0[][]'],
  },
  'NoiseMixture#meanLogLikelihood': {
    number: ['0[][]'],
  },
  'NoiseMixture#aic': {
    number: ['0[][]'],
  },
  'NoiseMixture#bic': {
    number: ['0[][]'],
  },
  'MergedMixture.fromJSON': {
    number: ['0.mixture.means[]'],
    positiveNumber: ['0.mixture.covariances[]'],
  },
  'MergedMixture#logDensity': {
    number: ['0[][]'],
    optionalRecord: ['1'],
    optional: ['1.missing'],
  },
  'MergedMixture#responsibilities': {
    number: ['0[][]'],
    optionalRecord: ['1'],
    optional: ['1.missing'],
  },
  'MergedMixture#predict': {
    number: ['0[][]'],
    optionalRecord: ['1'],
    optional: ['1.missing'],
  },
  'MergedMixture#sample': {
    optionalRecord: ['1'],
    optionalSeed: ['1.seed'],
    optional: ['1.component'],
  },
  'new MixtureClassifier': {
    label: ['0.classes[]'],
    nullable: ['0.covarianceType'],
  },
  'MixtureClassifier.fromJSON': {
    label: ['0.classes[]'],
    number: ['0.mixtures[].means[]'],
    positiveNumber: ['0.mixtures[].covariances[]'],
  },
  'MixtureClassifier#jointLogDensity': {
    number: ['0[][]'],
  },
  'MixtureClassifier#logDensity': {
    number: ['0[][]'],
  },
  'MixtureClassifier#posteriors': {
    number: ['0[][]'],
  },
  'MixtureClassifier#sample': {
    optionalRecord: ['1'],
    optionalSeed: ['1.seed'],
    optional: ['1.component'],
  },
  'MixtureClassifier#predict': {
    number: ['0[][]'],
  },
}
