import { covarianceTypes } from '@mixtura/core'
import type { ClusteringPhase, DeepClustering, DeepClusteringOptions } from '@mixtura/deep'
import { z } from 'zod'
import { firstRefusal, requireComplete, requireRows } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import type { Cost, Device } from '../contract/device.js'
import type { TableFacts } from '../contract/table.js'
import { choiceOption, countOption, numberOption } from '../options/optionFields.js'
import { literal } from '../scripts/literal.js'
import { componentNumbers } from './mixtureAbilities.js'
import { addSizes, embeddingCost, loadingCost, networkSize, trainingBytes, trainingSeconds } from './networkCost.js'
import { endFacts, epochCurves, followNetwork, networkScript, ownCheckpoints } from './networkFits.js'
import { acceptsDesign, automaticEpochsOption, designOf, designOptions, givenRows, learningRateOption, trainingOptions } from './networkOptions.js'

const options = z.strictObject({
  components: countOption({ text: 'components', minimum: 2, maximum: 1000, default: 3 }),
  code: countOption({ text: 'code', minimum: 1, maximum: 1000, default: 10 }),
  ...designOptions,
  augmentation: choiceOption({ text: 'augmentation', values: ['automatic', 'none'], default: 'automatic' }),
  pretrainingEpochs: automaticEpochsOption('pretrainingEpochs'),
  partition: choiceOption({ text: 'partition', values: ['manifold', 'mixture'], default: 'manifold' }),
  neighbours: countOption({ text: 'neighbours', unit: 'rows', minimum: 2, maximum: 1000, default: 15, when: { option: 'partition', is: ['manifold'] }, advanced: true }),
  covarianceType: choiceOption({ text: 'covarianceType', values: covarianceTypes, default: 'full', advanced: true }),
  rounds: countOption({ text: 'refinementRounds', minimum: 0, maximum: 1000, default: 3 }),
  head: choiceOption({ text: 'clusterHead', values: ['mixture', 'student'], default: 'mixture', advanced: true }),
  targets: choiceOption({ text: 'targets', values: ['sharpened', 'soft', 'hard'], default: 'sharpened', advanced: true }),
  clusteringWeight: numberOption({ text: 'clusteringWeight', minimum: 0, maximum: 1000, default: 0.3, advanced: true }),
  labelTolerance: numberOption({ text: 'labelTolerance', minimum: 0, maximum: 1, default: 0.002, advanced: true }),
  keep: choiceOption({ text: 'keptPartition', values: ['best', 'last'], default: 'best', advanced: true }),
  learningRate: learningRateOption(1e-3),
  ...trainingOptions(256),
})

type ClusteringOptions = z.infer<typeof options>

const metrics = {
  meanLogLikelihood: 'natsPerRow',
  reconstructionError: 'squaredScaled',
  crossEntropy: 'natsPerRow',
  loss: '',
  labelChange: '',
  smallestGroup: '',
  agreementPlain: '',
  agreementPartition: '',
  agreementRefined: '',
} as const

/** Names of the metrics of deep's phases. */
const names = {
  plain: { meanLogLikelihood: 'meanLogLikelihood' },
  pretraining: { loss: 'reconstructionError' },
  neighbours: {},
  layout: {},
  partition: { meanLogLikelihood: 'meanLogLikelihood' },
  refinement: { loss: 'loss', reconstruction: 'reconstructionError', crossEntropy: 'crossEntropy', labelChange: 'labelChange', smallestCluster: 'smallestGroup' },
  judgement: { plain: 'agreementPlain', partition: 'agreementPartition', refined: 'agreementRefined' },
} as const satisfies Record<ClusteringPhase, Readonly<Record<string, keyof typeof metrics>>>

/** An autoencoder whose codes are clustered by a mixture. */
export const deepClustering = defineFamily<ClusteringOptions, DeepClustering>({
  kind: 'deep-clustering',
  version: 1,
  engine: 'tensorflow',
  options,
  capabilities: ['predict', 'responsibilities', 'anomalyScore', 'encode', 'decode', 'reconstruct', 'sample', 'codeMixture'],
  phases: ['plain', 'pretraining', 'neighbours', 'layout', 'partition', 'refinement', 'judgement'],
  metrics,
  accepts: (table, options) => firstRefusal(requireComplete(table), requireRows(table, options.components), acceptsDesign(table, options)),
  estimate: clusteringCost,

  async fit({ samples, imageShape }, options, run) {
    const { fitDeepClustering } = await import('@mixtura/deep')
    const { model, labels, judgement, end, pretraining, refinement } = await fitDeepClustering(samples, {
      ...deepOptions(options, { imageShape: imageShape ?? null }),
      ...followNetwork(run, names),
      ...ownCheckpoints(run),
    })
    const { kept, candidates, plainMisfit } = judgement
    return {
      model,
      groups: componentNumbers(model.mixture.components),
      facts: [
        { name: 'components', value: model.mixture.components, unit: '' },
        { name: 'codeSize', value: model.design.code, unit: '' },
        { name: 'keptPartition', value: kept, unit: '' },
        { name: 'agreement', value: candidates.find(({ name }) => name === kept)!.agreement, unit: '' },
        ...(plainMisfit === undefined ? [] : [{ name: 'plainMisfit', value: plainMisfit, unit: 'natsPerRow' }]),
        { name: 'smallestGroup', value: smallestShare(labels, model.mixture.components), unit: '' },
        { name: 'epochs', value: pretraining.length + refinement.length, unit: '' },
        { name: 'converged', value: end === 'converged', unit: '' },
        ...(await endFacts(end)),
      ],
      curves: [...epochCurves(pretraining, names.pretraining, metrics), ...epochCurves(refinement, withoutReconstruction, metrics)],
      tables: [
        {
          name: 'partitions',
          columns: [
            { name: 'keptPartition', unit: '' },
            { name: 'agreement', unit: '' },
            { name: 'smallestGroup', unit: '' },
          ],
          rows: candidates.map(({ name, agreement, labels: own }) => [name, agreement, smallestShare(own, model.mixture.components)]),
        },
      ],
    }
  },

  abilities: model => ({
    predict: samples => model.predict(samples),
    responsibilities: samples => model.responsibilities(samples),
    anomalyScore: async samples => (await model.logDensity(samples)).map(value => -value),
    encode: samples => model.encode(samples),
    decode: codes => model.decode(codes),
    reconstruct: samples => model.reconstruct(samples),
    sample: (count, request) => model.sample(count, request),
    codeMixture: () => model.mixture,
  }),
  save: model => model.save(),
  load: async bytes => (await import('@mixtura/deep')).DeepClustering.load(bytes),
  dispose: model => model.dispose(),

  script: record =>
    networkScript(record, {
      imports: { '@mixtura/deep': ['fitDeepClustering'] },
      lines: [
        `const { model, judgement, end, pretraining, refinement } = await fitDeepClustering(samples, ${literal(deepOptions(record.options, record.table))})`,
        'const { kept, candidates, plainMisfit } = judgement',
        'const facts = {',
        '  components: model.mixture.components,',
        '  codeSize: model.design.code,',
        '  keptPartition: kept,',
        '  agreement: candidates.find(({ name }) => name === kept)?.agreement,',
        '  plainMisfit,',
        '  epochs: pretraining.length + refinement.length,',
        "  converged: end === 'converged',",
        '}',
      ],
    }),
})

/** The reconstruction error has its curve in pretraining. */
const { reconstruction: _, ...withoutReconstruction } = names.refinement

/** The options of fitDeepClustering that differ from its defaults. */
function deepOptions(options: ClusteringOptions, table: Pick<TableFacts, 'imageShape'>): DeepClusteringOptions {
  const { components, code, augmentation, pretrainingEpochs, partition, neighbours, covarianceType, rounds, head, targets } = options
  const { clusteringWeight, labelTolerance, keep, learningRate, batchSize, seed } = options
  const network = designOf(options)
  const pretraining = { ...(pretrainingEpochs !== 'automatic' && { epochs: pretrainingEpochs }), ...(learningRate !== 1e-3 && { learningRate }) }
  const refinement = {
    ...(rounds !== 3 && { rounds }),
    ...(learningRate !== 1e-3 && { learningRate }),
    ...(clusteringWeight !== 0.3 && { clusteringWeight }),
  }
  return {
    components,
    ...givenRows(table, options),
    ...(code !== 10 && { code }),
    ...(network && { network }),
    ...(augmentation === 'none' && { augmentation: false }),
    ...(Object.keys(pretraining).length > 0 && { pretraining }),
    ...(partition !== 'manifold' && { partition }),
    ...(partition === 'manifold' && neighbours !== 15 && { manifold: { neighbours } }),
    ...(covarianceType !== 'full' && { covarianceType }),
    ...(Object.keys(refinement).length > 0 && { refinement }),
    ...(head !== 'mixture' && { head }),
    ...(targets !== 'sharpened' && { targets }),
    ...(labelTolerance !== 0.002 && { tolerance: labelTolerance }),
    ...(keep !== 'best' && { keep }),
    ...(batchSize !== 256 && { batchSize }),
    ...(seed !== 0 && { seed }),
  }
}

/** Share of the rows in the smallest group. */
function smallestShare(labels: Int32Array, components: number): number {
  const counts = new Float64Array(components)
  for (const label of labels) counts[label]++
  return Math.min(...counts) / labels.length
}

/** Overhead of one training step, in operations of the smallest size. Measured. */
const operations = 1000

/** Seconds of JavaScript for one of the differences between probes and rows: 15 s for 1,000 probes of 784 values among 20,000 rows. */
const differenceSeconds = 1e-9

function clusteringCost(table: TableFacts, options: ClusteringOptions, device: Device): Cost {
  const { rows, columns } = table
  const { code, batchSize, partition, rounds, head } = options
  const design = designOf(options) ?? { kind: 'dense', widths: columns >= 256 ? [500, 500, 2000] : [128, 64] }
  const half = networkSize(design, table, code)
  const size = addSizes(half, half)
  const stepsPerEpoch = Math.ceil(rows / batchSize)
  const pretraining = options.pretrainingEpochs === 'automatic' ? Math.max(30, Math.ceil(500 / stepsPerEpoch)) : options.pretrainingEpochs
  const refinement = rounds * Math.max(2, Math.ceil(20 / stepsPerEpoch))
  const embedding = embeddingCost(rows, partition === 'manifold' ? 1 + (head === 'mixture' ? rounds : 0) : 0)
  const judgement = Math.min(rows, 1000) * Math.min(rows, 20_000) * columns * differenceSeconds
  return {
    seconds:
      loadingCost.seconds +
      trainingSeconds({ size, rows, batchSize, epochs: pretraining + refinement, operations }, device) +
      embedding.seconds +
      judgement,
    bytes: loadingCost.bytes + trainingBytes({ size, rows, batchSize }) + 8 * rows * (columns + 4 * code) + embedding.bytes,
  }
}
