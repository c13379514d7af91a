import type { SampleExplanations } from '@mixtura/core'
import type { AnomalyPhase, DeepAnomalyDetector, DeepAnomalyOptions } from '@mixtura/deep'
import type { Matrix } from '@mixtura/numerics'
import { z } from 'zod'
import { firstRefusal, requireComplete, requireRows } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import type { Cost, Device } from '../contract/device.js'
import type { TableFacts } from '../contract/table.js'
import { automaticCountOption, automaticNumberOption, choiceOption, countOption, countsOption, numberOption } from '../options/optionFields.js'
import { literal } from '../scripts/literal.js'
import { addSizes, denseSize, loadingCost, networkSize, trainingBytes, trainingSeconds } from './networkCost.js'
import { endFacts, epochCurves, followNetwork, lastFacts, networkScript, ownCheckpoints } from './networkFits.js'
import { acceptsDesign, designOf, designOptions, givenRows } from './networkOptions.js'
import { searchesCost } from './searchCost.js'
import { maxComponents } from './searchedFits.js'

const ofDagmm = { when: { option: 'method', is: ['dagmm'] } } as const

const options = z.strictObject({
  share: numberOption({ text: 'anomalyShare', minimum: 0, maximum: 0.5, above: true, default: 0.01 }),
  method: choiceOption({ text: 'anomalyMethod', values: ['mixture', 'dagmm'], default: 'mixture' }),
  components: automaticCountOption({ text: 'anomalyComponents', minimum: 1, maximum: maxComponents }),
  code: automaticCountOption({ text: 'anomalyCode', minimum: 1, maximum: 1000, advanced: true, ...ofDagmm }),
  regularization: automaticNumberOption({ text: 'regularization', minimum: 0, maximum: 1, advanced: true }),
  ...designOptions,
  network: choiceOption({ text: 'network', values: ['automatic', 'dense', 'convolutional'], default: 'automatic', ...ofDagmm }),
  epochs: countOption({ text: 'epochs', unit: 'epochs', minimum: 0, maximum: 1_000_000, default: 200, ...ofDagmm }),
  estimationWidths: countsOption({ text: 'estimationWidths', minimum: 1, maximum: 10_000, maximumLength: 8, default: [10], advanced: true, ...ofDagmm }),
  dropout: numberOption({ text: 'dropout', minimum: 0, maximum: 0.95, default: 0.5, advanced: true, ...ofDagmm }),
  energyWeight: numberOption({ text: 'energyWeight', minimum: 0, maximum: 1000, default: 0.1, advanced: true, ...ofDagmm }),
  singularityWeight: numberOption({ text: 'singularityWeight', minimum: 0, maximum: 1000, default: 0.005, advanced: true, ...ofDagmm }),
  learningRate: numberOption({ text: 'learningRate', minimum: 0, maximum: 1, above: true, default: 1e-4, advanced: true, ...ofDagmm }),
  scale: choiceOption({ text: 'scale', values: ['automatic', 'standardize', 'none'], default: 'automatic', advanced: true, ...ofDagmm }),
  batchSize: countOption({ text: 'batchSize', unit: 'rows', minimum: 1, maximum: 100_000, default: 1024, advanced: true, ...ofDagmm }),
  seed: countOption({ text: 'seed', minimum: 0, maximum: 2 ** 32 - 1, default: 0 }),
})

type AnomalyOptions = z.infer<typeof options>

const metrics = { meanLogLikelihood: 'natsPerRow', loss: '', reconstructionError: 'squaredScaled', meanEnergy: 'nats', singularity: '' } as const

const likelihoodNames = { meanLogLikelihood: 'meanLogLikelihood' } as const
const trainingNames = { loss: 'loss', reconstructionLoss: 'reconstructionError', meanEnergy: 'meanEnergy', singularity: 'singularity' } as const

const names: Readonly<Record<AnomalyPhase, Readonly<Record<string, keyof typeof metrics>>>> = { density: likelihoodNames, calibration: likelihoodNames, training: trainingNames }

const capabilities = ['predict', 'anomalyScore', 'explain', 'encode', 'codeMixture'] as const

/** Rows are anomalous if their features are unlikely under a mixture: their columns, the contours of images, or what DAGMM learns. */
export const anomalies = defineFamily<AnomalyOptions, DeepAnomalyDetector>({
  kind: 'anomalies',
  version: 2,
  engine: 'tensorflow',
  options,
  capabilities,
  // Only columns can be explained.
  capabilitiesWith: ({ method }, table) => (method === 'dagmm' || table?.imageShape ? capabilities.filter(name => name !== 'explain') : capabilities),
  phases: ['density', 'calibration', 'training'],
  metrics,
  accepts: (table, options) => firstRefusal(
    requireComplete(table),
    requireRows(table, options.components === 'automatic' ? 1 : options.components),
    options.method === 'dagmm' && acceptsDesign(table, options),
  ),
  estimate: (table, options, device) => (options.method === 'dagmm' ? dagmmCost : mixtureCost)(table, options, device),

  async fit({ samples, imageShape }, options, run) {
    const { fitDeepAnomalyDetector } = await import('@mixtura/deep')
    const { detector, end, history } = await fitDeepAnomalyDetector(samples, {
      ...deepOptions(options, { imageShape: imageShape ?? null }),
      ...followNetwork(run, names),
      ...ownCheckpoints(run),
    })
    const { components, columns } = detector.mixture
    const shown = options.method === 'dagmm' ? trainingNames : likelihoodNames
    return {
      model: detector,
      groups: usual,
      facts: [
        { name: 'components', value: components, unit: '' },
        { name: 'codeSize', value: columns, unit: '' },
        { name: 'threshold', value: detector.threshold(options.share), unit: 'nats' },
        ...lastFacts(history, shown, metrics),
        { name: options.method === 'dagmm' ? 'epochs' : 'iterations', value: history.length, unit: '' },
        ...(options.method === 'dagmm' ? await endFacts(end) : [{ name: 'stopped', value: end === 'stopped', unit: '' }]),
      ],
      curves: epochCurves(history, shown, metrics),
      tables: [],
    }
  },

  abilities: (detector, { options: { share } }) => ({
    predict: async samples => Int32Array.from(await detector.predict(samples, { share }), flag => (flag === 1 ? noise : 0)),
    anomalyScore: async samples => Float64Array.from(await detector.energies(samples)),
    ...(detector.explainsColumns && { explain: async (samples: Matrix) => ofOneGroup(await detector.explain(samples)) }),
    encode: samples => detector.features(samples),
    codeMixture: () => detector.mixture,
  }),
  save: detector => detector.save(),
  load: async bytes => (await import('@mixtura/deep')).DeepAnomalyDetector.load(bytes),
  dispose: detector => detector.dispose(),

  script(record) {
    const { options, table } = record
    const isTrained = options.method === 'dagmm'
    const script = {
      imports: { '@mixtura/deep': ['fitDeepAnomalyDetector'] },
      lines: [
        `const { detector, history } = await fitDeepAnomalyDetector(samples, ${literal(deepOptions(options, table))})`,
        'const facts = {',
        '  components: detector.mixture.components,',
        '  codeSize: detector.mixture.columns,',
        `  threshold: detector.threshold(${options.share}),`,
        ...(isTrained
          ? ['  meanEnergy: history.at(-1)?.metrics.meanEnergy,', '  epochs: history.length,']
          : ['  meanLogLikelihood: history.at(-1)?.metrics.meanLogLikelihood,', '  iterations: history.length,']),
        '}',
      ],
    }
    // A mixture is fitted by core, on no backend.
    return isTrained ? networkScript(record, script) : script
  },
})

/** All usual rows are one group; anomalies are noise. */
const [usual, noise] = [[0], -1]

/** The components are no groups, so there is no other group that a row could belong to. */
function ofOneGroup({ labels, weightsOfEvidence, squaredDistances, tailProbabilities }: SampleExplanations): SampleExplanations {
  const { data, rows, columns } = weightsOfEvidence
  return {
    labels: new Int32Array(labels.length),
    runnersUp: new Int32Array(labels.length).fill(-1),
    logOdds: new Float64Array(labels.length).fill(Infinity),
    intercepts: new Float64Array(labels.length).fill(Infinity),
    weightsOfEvidence: { data: new Float64Array(data.length), rows, columns },
    squaredDistances,
    tailProbabilities,
  }
}

/** The network of `dagmmKdd`, deep's default. */
const defaultWidths = [60, 30, 10]

/** The options of fitDeepAnomalyDetector that differ from its defaults. */
function deepOptions(options: AnomalyOptions, table: Pick<TableFacts, 'imageShape'>): DeepAnomalyOptions {
  const { method, components, code, regularization, seed } = options
  return {
    ...(components !== 'automatic' && { components }),
    ...(method === 'dagmm' && code !== 'automatic' && { code }),
    ...(regularization !== 'automatic' && { regularization: { relative: regularization } }),
    ...(method === 'dagmm' ? dagmmOptions(options, table) : table.imageShape && { shape: table.imageShape }),
    ...(seed !== 0 && { seed }),
  }
}

function dagmmOptions(options: AnomalyOptions, table: Pick<TableFacts, 'imageShape'>): DeepAnomalyOptions {
  const { epochs, estimationWidths, dropout, energyWeight, singularityWeight, learningRate, batchSize } = options
  const network = designOf(options)
  return {
    method: 'dagmm',
    ...givenRows(table, options),
    // As in the paper, and in the default.
    ...(network && { network: { ...network, activation: 'tanh' } }),
    ...(epochs !== 200 && { epochs }),
    ...(estimationWidths.join() !== '10' && { estimationWidths }),
    ...(dropout !== 0.5 && { dropout }),
    ...(energyWeight !== 0.1 && { energyWeight }),
    ...(singularityWeight !== 0.005 && { singularityWeight }),
    ...(learningRate !== 1e-4 && { learningRate }),
    ...(batchSize !== 1024 && { batchSize }),
  }
}

/** Overhead of one training step, and for each feature besides, in operations of the smallest size. Measured. */
const operations = { step: 6000, feature: 700 }

function dagmmCost(table: TableFacts, options: AnomalyOptions, device: Device): Cost {
  const { rows, columns } = table
  const [code, components] = [options.code === 'automatic' ? 1 : options.code, options.components === 'automatic' ? 4 : options.components]
  const { epochs, batchSize, estimationWidths } = options
  const half = networkSize(designOf(options) ?? { kind: 'dense', widths: defaultWidths }, table, code)
  const features = code + 2
  const size = addSizes(addSizes(half, half), denseSize([features, ...estimationWidths, components]))
  return {
    // Rows that fill no batch are left out.
    seconds: loadingCost.seconds + trainingSeconds({ size, rows: Math.max(rows - (rows % batchSize), Math.min(rows, batchSize)), batchSize, epochs, operations: operations.step + operations.feature * features }, device),
    bytes: loadingCost.bytes + trainingBytes({ size, rows, batchSize }) + 8 * rows * (columns + 2 * features),
  }
}

/**
 * What deep tries for tables: numbers of components, structures, and one fit with five folds of each. More components than the rows have
 * groups take longer by a factor. Measured.
 */
const tableSearch = { components: [1, 2, 3, 4, 6, 8], covarianceTypes: ['full', 'tied', 'diag'], fits: 6, maxValidatedRows: 5000, slowness: 2.5 } as const

/** Gradients of an image, and their principal directions. Features are 7 x 7 cells of 8 directions at most. */
const gradients = { features: 392, workPerPixel: 60 } as const

const [automaticCode, automaticImageComponents] = [64, 5]
const search = { starts: 'automatic', maxIterations: 1000 } as const

function mixtureCost(table: TableFacts, { components }: AnomalyOptions, device: Device): Cost {
  const { rows, columns, imageShape } = table
  if (!imageShape) {
    const counts = components === 'automatic' ? tableSearch.components.filter(count => count === 1 || rows >= 10 * count) : [components]
    const shapes = counts.flatMap(count => tableSearch.covarianceTypes.flatMap(covarianceType =>
      Array.from({ length: rows > tableSearch.maxValidatedRows ? 1 : tableSearch.fits }, () => ({ ...search, components: count, covarianceType }))))
    const cost = searchesCost(table, shapes, device)
    return { seconds: loadingCost.seconds + tableSearch.slowness * cost.seconds, bytes: loadingCost.bytes + cost.bytes }
  }
  const size = Math.max(1, Math.min(automaticCode, Math.floor(rows / 10)))
  const shape = { ...search, components: components === 'automatic' ? automaticImageComponents : components, covarianceType: 'full' } as const
  const cost = searchesCost({ ...table, imageShape: null, columns: size }, Array.from({ length: 6 }, () => shape), device)
  // Each image is seen three times: for the mean, the covariance and the codes.
  const work = rows * (3 * gradients.workPerPixel * columns + 0.5 * gradients.features ** 2 + gradients.features * size) + gradients.features ** 3
  return { seconds: loadingCost.seconds + cost.seconds + work / device.multiplyAddsPerSecond, bytes: loadingCost.bytes + cost.bytes + 8 * rows * size }
}
