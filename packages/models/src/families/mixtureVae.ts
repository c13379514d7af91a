import type { GaussianMixtureVae, GaussianMixtureVaeOptions, VaePhase } from '@mixtura/deep'
import { z } from 'zod'
import { firstRefusal, requireComplete, requireRows } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import type { Cost, Device } from '../contract/device.js'
import type { TableFacts } from '../contract/table.js'
import { choiceOption, countOption, flagOption, numberOption } from '../options/optionFields.js'
import { literal } from '../scripts/literal.js'
import { componentNumbers } from './mixtureAbilities.js'
import { addSizes, embeddingCost, loadingCost, networkSize, trainingBytes, trainingSeconds } from './networkCost.js'
import { endFacts, epochCurves, followNetwork, lastFacts, networkScript, ownCheckpoints } from './networkFits.js'
import { acceptsDesign, designOf, designOptions, epochsOption, givenRows, learningRateOption, trainingOptions } from './networkOptions.js'
import { maxComponents } from './searchedFits.js'

const options = z.strictObject({
  components: countOption({ text: 'components', minimum: 1, maximum: maxComponents, default: 3 }),
  code: countOption({ text: 'code', minimum: 1, maximum: 1000, default: 10 }),
  covarianceType: choiceOption({ text: 'covarianceType', values: ['diag', 'full'], default: 'diag' }),
  ...designOptions,
  likelihood: choiceOption({ text: 'likelihood', values: ['automatic', 'bernoulli', 'gaussian'], default: 'automatic' }),
  pretrainingEpochs: epochsOption(10, 'pretrainingEpochsBefore'),
  pretraining: choiceOption({ text: 'pretraining', values: ['autoencoder', 'variational'], default: 'autoencoder', advanced: true }),
  partition: choiceOption({ text: 'partition', values: ['mixture', 'manifold'], default: 'mixture' }),
  neighbours: countOption({ text: 'neighbours', unit: 'rows', minimum: 2, maximum: 1000, default: 15, when: { option: 'partition', is: ['manifold'] }, advanced: true }),
  epochs: epochsOption(50),
  elbo: choiceOption({ text: 'elboForm', values: ['monte-carlo', 'mean-field'], default: 'monte-carlo', advanced: true }),
  beta: numberOption({ text: 'beta', minimum: 0, maximum: 1000, default: 1, advanced: true }),
  warmUpEpochs: countOption({ text: 'warmUpEpochs', unit: 'epochs', minimum: 0, maximum: 1_000_000, default: 0, advanced: true }),
  freeBits: numberOption({ text: 'freeBits', unit: 'natsPerCode', minimum: 0, maximum: 100, default: 0, advanced: true }),
  refitPrior: flagOption({ text: 'refitPrior', default: true, advanced: true }),
  densityDraws: countOption({ text: 'densityDraws', minimum: 1, maximum: 100_000, default: 100, advanced: true }),
  learningRate: learningRateOption(1e-3),
  ...trainingOptions(128),
})

type VaeOptions = z.infer<typeof options>

const metrics = {
  meanLogLikelihood: 'natsPerRow',
  loss: '',
  elbo: 'natsPerRow',
  reconstructionLogLikelihood: 'natsPerRow',
  klDivergence: 'natsPerRow',
  occupiedComponents: '',
} as const

const trainingNames = {
  elbo: 'elbo',
  reconstructionLogLikelihood: 'reconstructionLogLikelihood',
  klDivergence: 'klDivergence',
  occupiedComponents: 'occupiedComponents',
} as const

/** Names of the metrics of deep's phases. */
const names: Readonly<Record<VaePhase, Readonly<Record<string, keyof typeof metrics>>>> = {
  pretraining: { loss: 'loss' },
  neighbours: {},
  layout: {},
  partition: { meanLogLikelihood: 'meanLogLikelihood' },
  training: trainingNames,
  refit: { meanLogLikelihood: 'meanLogLikelihood' },
}

/** A variational autoencoder with a mixture as prior. */
export const mixtureVae = defineFamily<VaeOptions, GaussianMixtureVae>({
  kind: 'mixture-vae',
  version: 1,
  engine: 'tensorflow',
  scoresByDensity: true,
  options,
  capabilities: ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'encode', 'decode', 'reconstruct', 'sample', 'codeMixture'],
  phases: ['pretraining', 'neighbours', 'layout', 'partition', 'training', 'refit'],
  metrics,
  accepts: (table, options) => firstRefusal(requireComplete(table), requireRows(table, options.components), acceptsDesign(table, options)),
  estimate: vaeCost,

  async fit({ samples, imageShape }, options, run) {
    const { fitGaussianMixtureVae } = await import('@mixtura/deep')
    const { model, end, history, pretraining, priorRefitted } = await fitGaussianMixtureVae(samples, {
      ...deepOptions(options, { imageShape: imageShape ?? null }),
      ...followNetwork(run, names),
      ...ownCheckpoints(run),
    })
    return {
      model,
      groups: componentNumbers(model.components),
      facts: [
        { name: 'components', value: model.components, unit: '' },
        { name: 'codeSize', value: model.settings.latent, unit: '' },
        { name: 'likelihood', value: model.settings.likelihood, unit: '' },
        ...lastFacts(history, trainingNames, metrics),
        { name: 'priorRefitted', value: priorRefitted, unit: '' },
        { name: 'epochs', value: pretraining.length + history.length, unit: '' },
        ...(await endFacts(end)),
      ],
      curves: [...epochCurves(pretraining, names.pretraining, metrics), ...epochCurves(history, trainingNames, metrics)],
      tables: [],
    }
  },

  abilities(model, { options: { densityDraws: draws } }) {
    return {
      predict: samples => model.predict(samples),
      responsibilities: samples => model.responsibilities(samples),
      logDensity: samples => model.importanceWeightedLogLikelihood(samples, { draws }),
      encode: samples => model.encode(samples),
      decode: codes => model.decode(codes),
      reconstruct: samples => model.reconstruct(samples),
      sample: (count, request) => model.sample(count, request),
      codeMixture: () => model.prior,
    }
  },
  save: model => model.save(),
  load: async bytes => (await import('@mixtura/deep')).GaussianMixtureVae.load(bytes),
  dispose: model => model.dispose(),

  script: record =>
    networkScript(record, {
      imports: { '@mixtura/deep': ['fitGaussianMixtureVae'] },
      lines: [
        `const { model, history, pretraining, priorRefitted } = await fitGaussianMixtureVae(samples, ${literal(deepOptions(record.options, record.table))})`,
        'const facts = {',
        '  components: model.components,',
        '  codeSize: model.settings.latent,',
        '  likelihood: model.settings.likelihood,',
        '  elbo: history.at(-1)?.metrics.elbo,',
        '  reconstructionLogLikelihood: history.at(-1)?.metrics.reconstructionLogLikelihood,',
        '  klDivergence: history.at(-1)?.metrics.klDivergence,',
        '  priorRefitted,',
        '  epochs: pretraining.length + history.length,',
        '}',
      ],
    }),
})

/** The options of fitGaussianMixtureVae that differ from its defaults. */
function deepOptions(options: VaeOptions, table: Pick<TableFacts, 'imageShape'>): GaussianMixtureVaeOptions {
  const { components, code, covarianceType, likelihood, pretrainingEpochs, pretraining, partition, neighbours, epochs, elbo, beta } = options
  const { warmUpEpochs, freeBits, refitPrior, learningRate, batchSize, seed } = options
  const network = designOf(options)
  return {
    components,
    ...givenRows(table, options),
    ...(code !== 10 && { latent: code }),
    ...(covarianceType !== 'diag' && { covarianceType }),
    ...(network && { network }),
    ...(likelihood !== 'automatic' && { likelihood }),
    ...((pretraining !== 'autoencoder' || pretrainingEpochs !== 10) && { pretraining: { kind: pretraining, epochs: pretrainingEpochs } }),
    ...(partition !== 'mixture' && { partition }),
    ...(partition === 'manifold' && neighbours !== 15 && { manifold: { neighbours } }),
    ...(epochs !== 50 && { epochs }),
    ...(elbo !== 'monte-carlo' && { elbo }),
    ...(beta !== 1 && { beta }),
    ...(warmUpEpochs !== 0 && { warmUpEpochs }),
    ...(freeBits !== 0 && { freeBits }),
    ...(!refitPrior && { refitPrior }),
    ...(learningRate !== 1e-3 && { learningRate }),
    ...(batchSize !== 128 && { batchSize }),
    ...(seed !== 0 && { seed }),
  }
}

/** Overhead of one training step, in operations of the smallest size. Measured. */
const operations = 1700

function vaeCost(table: TableFacts, options: VaeOptions, device: Device): Cost {
  const { rows, columns } = table
  const { code, batchSize, pretrainingEpochs, epochs, partition } = options
  const design = designOf(options) ?? { kind: 'dense', widths: [500, 500] }
  const size = addSizes(networkSize(design, table, 2 * code), networkSize(design, table, code))
  const embedding = embeddingCost(rows, partition === 'manifold' ? 1 : 0)
  return {
    seconds: loadingCost.seconds + trainingSeconds({ size, rows, batchSize, epochs: pretrainingEpochs + epochs, operations }, device) + embedding.seconds,
    bytes: loadingCost.bytes + trainingBytes({ size, rows, batchSize }) + 8 * rows * (columns + 4 * code) + embedding.bytes,
  }
}
