import type { DeepAnomalyDetector, DeepAnomalyOptions } from '@mixtura/deep'
import { z } from 'zod'
import { firstRefusal, requireComplete, requireRows } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import type { Cost, Device } from '../contract/device.js'
import type { TableFacts } from '../contract/table.js'
import { countOption, countsOption, numberOption } from '../options/optionFields.js'
import { literal } from '../scripts/literal.js'
import { addSizes, denseSize, loadingCost, networkSize, trainingBytes, trainingSeconds } from './networkCost.js'
import { endFacts, epochCurves, followNetwork, lastFacts, networkScript, ownCheckpoints } from './networkFits.js'
import { acceptsDesign, designOf, designOptions, epochsOption, givenRows, learningRateOption, trainingOptions } from './networkOptions.js'
import { maxComponents } from './searchedFits.js'

const options = z.strictObject({
  share: numberOption({ text: 'anomalyShare', minimum: 0, maximum: 0.5, above: true, default: 0.01 }),
  components: countOption({ text: 'components', minimum: 1, maximum: maxComponents, default: 4 }),
  code: countOption({ text: 'code', minimum: 1, maximum: 1000, default: 1 }),
  ...designOptions,
  epochs: epochsOption(200),
  estimationWidths: countsOption({ text: 'estimationWidths', minimum: 1, maximum: 10_000, maximumLength: 8, default: [10], advanced: true }),
  dropout: numberOption({ text: 'dropout', minimum: 0, maximum: 0.95, default: 0.5, advanced: true }),
  energyWeight: numberOption({ text: 'energyWeight', minimum: 0, maximum: 1000, default: 0.1, advanced: true }),
  singularityWeight: numberOption({ text: 'singularityWeight', minimum: 0, maximum: 1000, default: 0.005, advanced: true }),
  regularization: numberOption({ text: 'regularization', minimum: 0, maximum: 1, default: 1e-4, advanced: true }),
  learningRate: learningRateOption(1e-4),
  ...trainingOptions(1024),
})

type AnomalyOptions = z.infer<typeof options>

const metrics = { loss: '', reconstructionError: 'squaredScaled', meanEnergy: 'nats', singularity: '' } as const

const names = { loss: 'loss', reconstructionLoss: 'reconstructionError', meanEnergy: 'meanEnergy', singularity: 'singularity' } as const

/** DAGMM: rows are anomalous if their codes and reconstruction errors are unlikely under a mixture. */
export const anomalies = defineFamily<AnomalyOptions, DeepAnomalyDetector>({
  kind: 'anomalies',
  version: 1,
  engine: 'tensorflow',
  options,
  capabilities: ['predict', 'anomalyScore', 'encode', 'codeMixture'],
  phases: ['training'],
  metrics,
  accepts: (table, options) => firstRefusal(requireComplete(table), requireRows(table, options.components), acceptsDesign(table, options)),
  estimate: anomalyCost,

  async fit({ samples, imageShape }, options, run) {
    const { fitDeepAnomalyDetector } = await import('@mixtura/deep')
    const { detector, end, history } = await fitDeepAnomalyDetector(samples, {
      ...deepOptions(options, { imageShape: imageShape ?? null }),
      ...followNetwork(run, { training: names }),
      ...ownCheckpoints(run),
    })
    const { components, columns } = detector.mixture
    return {
      model: detector,
      groups: usual,
      facts: [
        { name: 'components', value: components, unit: '' },
        { name: 'codeSize', value: columns, unit: '' },
        { name: 'threshold', value: detector.threshold(options.share), unit: 'nats' },
        ...lastFacts(history, names, metrics),
        { name: 'epochs', value: history.length, unit: '' },
        ...(await endFacts(end)),
      ],
      curves: epochCurves(history, names, metrics),
      tables: [],
    }
  },

  abilities: (detector, { options: { share } }) => ({
    predict: async samples => Int32Array.from(await detector.predict(samples, { share }), flag => (flag === 1 ? noise : 0)),
    anomalyScore: async samples => Float64Array.from(await detector.energies(samples)),
    encode: samples => detector.features(samples),
    codeMixture: () => detector.mixture,
  }),
  save: detector => detector.save(),
  load: async bytes => (await import('@mixtura/deep')).DeepAnomalyDetector.load(bytes),
  dispose: detector => detector.dispose(),

  script: record =>
    networkScript(record, {
      imports: { '@mixtura/deep': ['fitDeepAnomalyDetector'] },
      lines: [
        `const { detector, history } = await fitDeepAnomalyDetector(samples, ${literal(deepOptions(record.options, record.table))})`,
        'const facts = {',
        '  components: detector.mixture.components,',
        '  codeSize: detector.mixture.columns,',
        `  threshold: detector.threshold(${record.options.share}),`,
        '  meanEnergy: history.at(-1)?.metrics.meanEnergy,',
        '  epochs: history.length,',
        '}',
      ],
    }),
})

/** All usual rows are one group; anomalies are noise. */
const [usual, noise] = [[0], -1]

/** The network of `dagmmKdd`, deep's default. */
const defaultWidths = [60, 30, 10]

/** The options of fitDeepAnomalyDetector that differ from its defaults. */
function deepOptions(options: AnomalyOptions, table: Pick<TableFacts, 'imageShape'>): DeepAnomalyOptions {
  const { components, code, epochs, estimationWidths, dropout, energyWeight, singularityWeight, regularization, learningRate, batchSize, seed } = options
  const network = designOf(options)
  return {
    ...givenRows(table, options),
    ...(components !== 4 && { components }),
    ...(code !== 1 && { code }),
    // As in the paper, and in the default.
    ...(network && { network: { ...network, activation: 'tanh' } }),
    ...(epochs !== 200 && { epochs }),
    ...(estimationWidths.join() !== '10' && { estimationWidths }),
    ...(dropout !== 0.5 && { dropout }),
    ...(energyWeight !== 0.1 && { energyWeight }),
    ...(singularityWeight !== 0.005 && { singularityWeight }),
    ...(regularization !== 1e-4 && { regularization: { relative: regularization } }),
    ...(learningRate !== 1e-4 && { learningRate }),
    ...(batchSize !== 1024 && { batchSize }),
    ...(seed !== 0 && { seed }),
  }
}

/** Overhead of one training step, and for each feature besides, in operations of the smallest size. Measured. */
const operations = { step: 6000, feature: 700 }

function anomalyCost(table: TableFacts, options: AnomalyOptions, device: Device): Cost {
  const { rows, columns } = table
  const { code, components, epochs, batchSize, estimationWidths } = options
  const half = networkSize(designOf(options) ?? { kind: 'dense', widths: defaultWidths }, table, code)
  const features = code + 2
  const size = addSizes(addSizes(half, half), denseSize([features, ...estimationWidths, components]))
  return {
    // Rows that fill no batch are left out.
    seconds: loadingCost.seconds + trainingSeconds({ size, rows: Math.max(rows - (rows % batchSize), Math.min(rows, batchSize)), batchSize, epochs, operations: operations.step + operations.feature * features }, device),
    bytes: loadingCost.bytes + trainingBytes({ size, rows, batchSize }) + 8 * rows * (columns + 2 * features),
  }
}
