import type { AcceptedPlaces } from '../../../numerics/src/testing/walkDoor.js'
import { acceptedByTraining, merged, placed } from '../../../tensor/src/testing/acceptedByTrainings.js'

/** What a training over tasks accepts: the options that all of them share, and its own. */
function acceptedByMetaTraining(options: string, own: AcceptedPlaces[string]): AcceptedPlaces[string] {
  return acceptedByTraining(options, merged(placed(options, {
    optional: ['epochs', 'stepsPerEpoch', 'metaBatch', 'validationTasks', 'stopEarly', 'stopEarly.better'],
    optionalCallback: ['onStep'],
    text: ['stopEarly.metric'],
    optionalNumber: ['stopEarly.minimumGain'],
  }), own))
}

/** Arguments and fields of the example calls for which some of the wrong values are valid. */
export const acceptedPlaces: AcceptedPlaces = {
  sinusoids: {
    optionalRecord: ['0'],
    optional: ['0.support', '0.query', '0.amplitude', '0.phase', '0.inputs'],
    positiveNumber: ['0.amplitude[]', '0.phase[]', '0.inputs[]'],
  },
  randomMixtures: {
    optionalRecord: ['0'],
    optional: ['0.components', '0.columns', '0.rows'],
    optionalPositiveNumber: ['0.spread', '0.standardDeviation'],
  },
  movedMixtures: {
    optionalRecord: ['1'],
    number: ['0.means[]', '0.means[][]'],
    positiveNumber: ['0.covariances[]', '1.scale[]'],
    optionalPositiveNumber: ['1.shift', '1.rotation'],
    optional: ['1.scale', '1.rows'],
  },
  groupedTasks: {
    optionalRecord: ['2'],
    number: ['0[][]'],
    optional: ['2.supportShare', '2.validationShare'],
    optionalSeed: ['2.seed'],
  },
  labelledEpisodes: {
    optionalRecord: ['2.scale'],
    optional: ['2.shots', '2.unlabelled', '2.validationClasses'],
    optionalNumber: ['2.scale.offset', '2.scale.factor'],
    number: ['2.scale.factor[]'],
  },
  regressionLearner: {
    optionalList: ['0.widths'],
    optional: ['0.activation', '0.outputs'],
    optionalSeed: ['0.seed'],
  },
  classificationLearner: {
    optionalList: ['0.widths'],
    optional: ['0.activation'],
    optionalSeed: ['0.seed'],
  },
  functionLearner: {
    text: ['0.kind'],
    emptyList: ['0.parameters.p.shape'],
    callback: ['0.load', '0.loss'],
    optionalCallback: ['0.problemOf'],
    optionalRecord: ['0.settings'],
  },
  verifyLearner: {
    text: ['0.kind'],
    optional: ['2.innerStep', '2.innerSteps', '2.directions'],
    optionalPositiveNumber: ['2.innerLearningRate'],
  },
  mixtureLearner: {
    text: ['0.name'],
    optional: ['1.covarianceType', '1.pooledTasks'],
    optionalSeed: ['1.seed'],
  },
  metaTrainPrototypes: acceptedByMetaTraining('1', {
    text: ['0.name', '1.embedding.kind'],
    optional: ['1.covarianceType', '1.prototypesPerClass', '1.refinementSteps'],
    optionalPositiveNumber: ['1.temperature', '1.learningRate'],
    optionalPositiveNumberOrInfinity: ['1.clipNorm'],
  }),
  trainAmortizedStart: acceptedByMetaTraining('1', {
    text: ['0.name'],
    optional: ['1.cells', '1.width', '1.heads', '1.blocks', '1.trainingRows'],
    optionalPositiveNumber: ['1.learningRate'],
    optionalPositiveNumberOrInfinity: ['1.clipNorm'],
  }),
  denseEmbedding: {
    optional: ['0.widths'],
    optionalSeed: ['0.seed'],
  },
  convolutionalEmbedding: {
    optional: ['0.channels', '0.window', '0.widths'],
    optionalSeed: ['0.seed'],
  },
  'metaTrainMaml, adapt': {
    optional: ['1'],
  },
  'metaTrainMaml, queryLosses': {
    optional: ['1'],
    emptyList: ['0'],
  },
  'metaTrainPrototypes, adapt': {
    optional: ['1'],
  },
  'metaTrainPrototypes, accuracies': {
    emptyList: ['0'],
    optional: ['1'],
  },
  'trainAmortizedStart, propose': {
    optionalRecord: ['1'],
    optional: ['1.components', '1.covarianceType', '1.views'],
  },
  'trainAmortizedStart, proposeMany': {
    emptyList: ['0'],
    optionalRecord: ['1'],
    optional: ['1.components', '1.covarianceType', '1.views'],
  },
  'trainAmortizedStart, adapt': {
    optional: ['1', '2.components'],
    optionalRecord: ['2'],
  },
  metaTrainMaml: acceptedByMetaTraining('2', {
    optional: ['2.innerStep', '2.innerSteps', '2.order', '2.innerRates'],
    text: ['0.name', '1.kind'],
    optionalRecord: ['2'],
    optionalPositiveNumber: ['2.innerLearningRate', '2.metaLearningRate'],
    optionalPositiveNumberOrInfinity: ['2.innerClipNorm', '2.metaClipNorm'],
  }),
  metaTrainReptile: acceptedByMetaTraining('2', {
    optional: ['2.innerStep', '2.innerSteps', '2.metaLearningRate'],
    text: ['0.name', '1.kind'],
    optionalRecord: ['2'],
    optionalPositiveNumber: ['2.innerLearningRate'],
    optionalPositiveNumberOrInfinity: ['2.innerClipNorm'],
  }),
}
