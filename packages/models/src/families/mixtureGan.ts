import { GaussianMixture } from '@mixtura/core'
import type { GanOptions as DeepGanOptions, GaussianMixtureGan } from '@mixtura/deep'
import { z } from 'zod'
import { firstRefusal, refused, requireComplete, requireRows } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import type { Cost, Device } from '../contract/device.js'
import type { TableFacts } from '../contract/table.js'
import { automaticCountOption, choiceOption, countOption, flagOption, numberOption } from '../options/optionFields.js'
import { literal } from '../scripts/literal.js'
import { componentNumbers } from './mixtureAbilities.js'
import { addSizes, loadingCost, networkSize, trainingBytes, trainingSeconds } from './networkCost.js'
import { endFacts, epochCurves, followNetwork, lastFacts, networkScript, ownCheckpoints } from './networkFits.js'
import { acceptsDesign, designOf, designOptions, givenRows, learningRateOption, trainingOptions } from './networkOptions.js'
import { maxComponents } from './searchedFits.js'

const { scale, seed } = trainingOptions(256)

const options = z.strictObject({
  components: countOption({ text: 'latentComponents', minimum: 1, maximum: maxComponents, default: 50 }),
  code: countOption({ text: 'code', minimum: 1, maximum: 1000, default: 2 }),
  encoder: flagOption({ text: 'ganEncoder', default: false }),
  steps: countOption({ text: 'steps', unit: 'steps', minimum: 1, maximum: 10_000_000, default: 2000 }),
  ...designOptions,
  packing: countOption({ text: 'packing', unit: 'rows', minimum: 1, maximum: 64, default: 1, advanced: true }),
  head: choiceOption({ text: 'discriminatorHead', values: ['logit', 'mixture'], default: 'logit', advanced: true }),
  objective: choiceOption({ text: 'objective', values: ['non-saturating', 'minimax'], default: 'non-saturating', advanced: true }),
  instanceNoise: numberOption({ text: 'instanceNoise', minimum: 0, maximum: 10, default: 0, advanced: true }),
  averaging: numberOption({ text: 'averaging', minimum: 0, maximum: 0.999999, default: 0.999, advanced: true }),
  learningRate: learningRateOption(2e-3),
  batchSize: automaticCountOption({ text: 'automaticBatchSize', unit: 'rows', minimum: 1, maximum: 100_000, advanced: true }),
  scale,
  seed,
})

type GanOptions = z.infer<typeof options>

const metrics = { generatorLoss: 'nats', discriminatorLoss: 'nats', componentLoss: 'nats', codeLoss: '' } as const

const names = {
  generatorLoss: 'generatorLoss',
  discriminatorLoss: 'discriminatorLoss',
  componentLoss: 'componentLoss',
  codeLoss: 'codeLoss',
} as const satisfies Record<string, keyof typeof metrics>

const capabilitiesWithoutEncoder = ['sample', 'codeMixture'] as const
const capabilities = ['predict', 'responsibilities', 'encode', ...capabilitiesWithoutEncoder] as const

/** A generator whose latents come from a mixture that is learned with it. */
export const mixtureGan = defineFamily<GanOptions, GaussianMixtureGan>({
  kind: 'mixture-gan',
  version: 1,
  engine: 'tensorflow',
  options,
  capabilities,
  capabilitiesWith: ({ encoder }) => (encoder ? capabilities : capabilitiesWithoutEncoder),
  phases: ['training'],
  metrics,
  accepts(table, options) {
    const { packing, batchSize } = options
    return firstRefusal(
      requireComplete(table),
      requireRows(table, packing),
      batchSize !== 'automatic' && batchSize > table.rows && refused('fewerRowsThanBatch', { rows: table.rows, batchSize }),
      batchSize !== 'automatic' && batchSize % packing > 0 && refused('unevenBatch', { batchSize, packing }),
      acceptsDesign(table, usedDesign(table, options)),
    )
  },
  estimate: ganCost,

  async fit({ samples, imageShape }, options, run) {
    const { fitGaussianMixtureGan } = await import('@mixtura/deep')
    const { model, end, steps, history } = await fitGaussianMixtureGan(samples, {
      ...deepOptions(options, { imageShape: imageShape ?? null }),
      ...followNetwork(run, { training: names }, imageShape && { imageShape }),
      ...ownCheckpoints(run),
    })
    return {
      model,
      groups: componentNumbers(model.components),
      facts: [
        { name: 'components', value: model.components, unit: '' },
        { name: 'codeSize', value: model.latent.means.columns, unit: '' },
        { name: 'steps', value: steps, unit: '' },
        ...lastFacts(history, names, metrics),
        ...(await endFacts(end)),
      ],
      curves: epochCurves(history, names, metrics),
      tables: [],
    }
  },

  abilities: (model, { options: { encoder } }) => ({
    ...(encoder && {
      predict: samples => model.predict(samples),
      responsibilities: samples => model.responsibilities(samples),
      encode: samples => model.encode(samples),
    }),
    sample: (count, request) => model.sample(count, request),
    codeMixture: () => latentMixture(model),
  }),
  save: model => model.save(),
  load: async bytes => (await import('@mixtura/deep')).GaussianMixtureGan.load(bytes),
  dispose: model => model.dispose(),

  script: record =>
    networkScript(record, {
      imports: { '@mixtura/deep': ['fitGaussianMixtureGan'] },
      lines: [
        `const { model, steps, history } = await fitGaussianMixtureGan(samples, ${literal(deepOptions(record.options, record.table))})`,
        'const facts = { components: model.components, codeSize: model.latent.means.columns, steps, ...history.at(-1)?.metrics }',
      ],
    }),
})

/** The latents' mixture, in core's form. */
function latentMixture({ latent: { weights, means, deviations } }: GaussianMixtureGan): GaussianMixture {
  return GaussianMixture.fromParameters({ covarianceType: 'diag', weights, means: means.data, covariances: deviations.data.map(deviation => deviation ** 2) })
}

/** Convolutions, as deep chooses for images. */
const usedDesign = ({ imageShape }: TableFacts, { network, filters }: GanOptions): Pick<GanOptions, 'network' | 'filters'> =>
  network === 'automatic' && imageShape ? { network: 'convolutional', filters: [32, 64] } : { network, filters }

/** The options of fitGaussianMixtureGan that differ from its defaults. */
function deepOptions(options: GanOptions, table: Pick<TableFacts, 'imageShape'>): DeepGanOptions {
  const { components, code, encoder, steps, packing, head, objective, instanceNoise, averaging, learningRate, batchSize, seed } = options
  const network = designOf(options)
  const latent = { ...(components !== 50 && { components }), ...(code !== 2 && { dimensions: code }) }
  return {
    ...givenRows(table, options),
    ...(Object.keys(latent).length > 0 && { latent }),
    ...(network && { generator: network, discriminator: network }),
    ...(encoder && { encoder: {} }),
    ...(steps !== 2000 && { steps }),
    ...(packing !== 1 && { packing }),
    ...(head === 'mixture' && { head: { kind: head } }),
    ...(objective !== 'non-saturating' && { objective }),
    ...(instanceNoise !== 0 && { instanceNoise }),
    ...(averaging !== 0.999 && { averaging }),
    ...(learningRate !== 2e-3 && { learningRate }),
    ...(batchSize !== 'automatic' && { batchSize }),
    ...(seed !== 0 && { seed }),
  }
}

/** Overhead of one update of both networks, and of the encoder besides, in operations of the smallest size. Measured. */
const operations = { plain: 3000, encoder: 800 }

function ganCost(table: TableFacts, options: GanOptions, device: Device): Cost {
  const { rows, columns } = table
  const { components, code, encoder, steps } = options
  const batchSize = options.batchSize === 'automatic' ? Math.min(256, rows) : options.batchSize
  const used = usedDesign(table, options)
  const design = designOf({ ...options, ...used }) ?? { kind: 'dense', widths: [128, 128] }
  const generator = networkSize(design, table, code + components)
  const discriminator = networkSize(design, table, 1)
  // Rows pass the generator twice, and the discriminator thrice: real rows, and generated ones for either network.
  const size = [generator, discriminator, discriminator, discriminator, ...(encoder ? [discriminator] : [])].reduce(addSizes, generator)
  const epochs = steps / Math.ceil(rows / batchSize)
  return {
    seconds: loadingCost.seconds + trainingSeconds({ size, rows, batchSize, epochs, operations: operations.plain + (encoder ? operations.encoder : 0) }, device),
    bytes: loadingCost.bytes + trainingBytes({ size, rows, batchSize }) + 8 * rows * columns,
  }
}
