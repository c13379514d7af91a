import { DegenerateCovarianceError, EmptyComponentError, fitGaussianMixture, GaussianMixture, kMeans, type FitOptions, type MixtureParameters } from '@mixtura/core'
import type { MetaLearned, MixtureSet, TaskFamily } from '@mixtura/meta'
import { createRandom } from '@mixtura/numerics'
import { z } from 'zod'
import { type Acceptance, accepted, firstRefusal, refused, requireComplete } from '../contract/acceptance.js'
import { defineFamily } from '../contract/defineFamily.js'
import type { Cost, Device } from '../contract/device.js'
import type { Curve, Fact } from '../contract/fittedModel.js'
import type { TableFacts } from '../contract/table.js'
import { choiceOption, countOption } from '../options/optionFields.js'
import { literal } from '../scripts/literal.js'
import { componentNumbers, mixtureAbilities, mixtureCapabilities } from './mixtureAbilities.js'
import { loadingCost } from './networkCost.js'
import { endFacts, epochCurves, followNetwork, lastFacts, networkScript, ownCheckpoints } from './networkFits.js'
import { maxComponents } from './searchedFits.js'

const options = z.strictObject({
  components: countOption({ text: 'components', minimum: 1, maximum: maxComponents, default: 3 }),
  covarianceType: choiceOption({ text: 'covarianceType', values: ['full', 'diag'], default: 'full' }),
  method: choiceOption({ text: 'metaMethod', values: ['reptile', 'maml'], default: 'reptile' }),
  innerSteps: countOption({ text: 'innerSteps', unit: 'steps', minimum: 1, maximum: 100, default: 5 }),
  epochs: countOption({ text: 'metaEpochs', unit: 'epochs', minimum: 1, maximum: 1_000_000, default: 10 }),
  stepsPerEpoch: countOption({ text: 'stepsPerEpoch', unit: 'steps', minimum: 1, maximum: 1_000_000, default: 100, advanced: true }),
  metaBatch: countOption({ text: 'metaBatch', minimum: 1, maximum: 10_000, default: 16, advanced: true }),
  seed: countOption({ text: 'seed', minimum: 0, maximum: 2 ** 32 - 1, default: 0 }),
})

type MetaStartOptions = z.infer<typeof options>

/** A start, and the mixture that it is. */
interface LearnedStart {
  readonly learned: MetaLearned<MixtureSet, MixtureParameters>
  readonly mixture: GaussianMixture
}

const metrics = {
  taskLoss: 'natsPerScaledRow', heldOutLossBefore: 'natsPerScaledRow', heldOutLoss: 'natsPerScaledRow', adaptedFromStart: 'logDensityPerRow', adaptedFromControl: 'logDensityPerRow',
} as const

const names = { loss: 'taskLoss', validationStartLoss: 'heldOutLossBefore', validationLoss: 'heldOutLoss' } as const

/** Groups that the start is compared with k-means++ on. */
const comparedTasks = 20

/** Groups that the training leaves out, by meta's rule: at least one, and two remain. */
const minGroups = 3

/** A start of EM that is learned from many groups of rows, each of which is a table of its own. */
export const metaStart = defineFamily<MetaStartOptions, LearnedStart>({
  kind: 'meta-start',
  version: 1,
  engine: 'tensorflow',
  scoresByDensity: true,
  usesLabels: true,
  options,
  capabilities: mixtureCapabilities,
  phases: ['training'],
  metrics,
  accepts: (table, options) => firstRefusal(requireComplete(table), acceptsGroups(table, options)),
  estimate: metaCost,

  async fit({ samples, labels }, options, run) {
    const { components, covarianceType, seed } = options
    const { groupedTasks, metaTrainMaml, metaTrainReptile, mixtureLearner } = await import('@mixtura/meta')
    const { ensureBackend } = await import('@mixtura/tensor')
    await ensureBackend()
    const family = groupedTasks(samples, labels!, { seed })
    const learner = await mixtureLearner(family, { components, covarianceType, seed })
    const given = { ...metaOptions(options), ...followNetwork(run, { training: names }), ...ownCheckpoints(run) }
    const learned = options.method === 'maml' ? await metaTrainMaml(family, learner, given) : await metaTrainReptile(family, learner, given)
    const { end, steps, history } = learned
    const compared = await compareStarts(family, learned, { ...options, signal: run.signal })
    return {
      model: { learned, mixture: GaussianMixture.fromParameters(learned.start) },
      groups: componentNumbers(components),
      facts: [
        { name: 'components', value: components, unit: '' },
        { name: 'trainingGroups', value: family.trainingGroups.length, unit: '' },
        { name: 'heldOutGroups', value: family.validationGroups.length, unit: '' },
        ...lastFacts(history, names, metrics),
        ...compared.facts,
        { name: 'steps', value: steps, unit: '' },
        ...(await endFacts(end)),
      ],
      curves: [...epochCurves(history, names, metrics), ...compared.curves],
      tables: [],
    }
  },

  abilities: ({ mixture }) => mixtureAbilities(mixture),
  save: async ({ learned }) => (await import('@mixtura/meta')).saveMetaLearned(learned),
  async load(bytes) {
    const learned = (await import('@mixtura/meta')).loadMixtureStart(bytes)
    return { learned, mixture: GaussianMixture.fromParameters(learned.start) }
  },

  script(record) {
    const { components, covarianceType, seed, method } = record.options
    const train = method === 'maml' ? 'metaTrainMaml' : 'metaTrainReptile'
    return networkScript(record, {
      imports: { '@mixtura/meta': ['groupedTasks', 'mixtureLearner', train] },
      lines: [
        `const family = groupedTasks(samples, labels, ${literal({ seed })})`,
        `const learner = await mixtureLearner(family, ${literal({ components, covarianceType, seed })})`,
        `const { start, steps, history } = await ${train}(family, learner, ${literal(metaOptions(record.options))})`,
        '// fitGaussianMixture(samplesOfAnotherGroup, { components, covarianceType, initialize: start }) continues from here.',
        'const metrics = history.at(-1)?.metrics',
        'const facts = {',
        '  components: start.components,',
        '  taskLoss: metrics?.loss,',
        '  heldOutLossBefore: metrics?.validationStartLoss,',
        '  heldOutLoss: metrics?.validationLoss,',
        '  steps,',
        '}',
      ],
    })
  },
})

/** The options of metaTrainReptile and metaTrainMaml. Mixtures adapt by EM. */
function metaOptions({ innerSteps, epochs, stepsPerEpoch, metaBatch, seed }: MetaStartOptions): {
  readonly innerStep: 'em'
  readonly innerSteps: number
  readonly epochs: number
  readonly stepsPerEpoch?: number
  readonly metaBatch?: number
  readonly seed?: number
} {
  return {
    innerStep: 'em',
    innerSteps,
    epochs,
    ...(stepsPerEpoch !== 100 && { stepsPerEpoch }),
    ...(metaBatch !== 16 && { metaBatch }),
    ...(seed !== 0 && { seed }),
  }
}

/** Half of a group's rows are the support, which EM fits; meta asks for as many rows as components, and two. */
function acceptsGroups({ classes }: TableFacts, { components }: MetaStartOptions): Acceptance {
  if (!classes) return refused('noGroups')
  if (classes.length < minGroups) return refused('tooFewGroups', { groups: classes.length, required: minGroups })
  const required = 2 * Math.max(components, 2)
  const small = classes.find(({ rows }) => rows < required)
  return small ? refused('smallGroup', { group: String(small.label), rows: small.rows, required }) : accepted
}

/**
 * Mean log-likelihood of held-out rows after as many EM steps from the learned start, and from k-means++ as its control; and the mean number
 * of steps of plain EM until it has nearly arrived, from the learned start and from one seeding of k-means++. The curves have the mean
 * log-likelihood of the rows that EM fits after each of its first steps.
 */
async function compareStarts(
  family: TaskFamily<MixtureSet>,
  learned: LearnedStart['learned'],
  { components, covarianceType, innerSteps, seed, signal }: MetaStartOptions & { readonly signal: AbortSignal | undefined },
): Promise<{ readonly facts: readonly Fact[]; readonly curves: readonly Curve[] }> {
  const { taskSeed } = await import('@mixtura/meta')
  const random = createRandom(seed)
  const sums = { learned: 0, control: 0, learnedSteps: 0, controlSteps: 0 }
  const courses: { readonly learned: (readonly number[])[]; readonly control: (readonly number[])[] } = { learned: [], control: [] }
  for (let i = 0; i < comparedTasks; i++) {
    signal?.throwIfAborted()
    const task = family.task(taskSeed(random, 'validation'))
    const adapted = GaussianMixture.fromParameters(await learned.adapt(task, innerSteps))
    const plainEm = { components, covarianceType, seed: i, starts: 1, acceleration: 'none', ...(signal && { signal }) } as const
    const { model } = await fitGaussianMixture(task.support, { ...plainEm, maxIterations: innerSteps, tolerance: 0 })
    sums.learned += await adapted.meanLogLikelihood(task.query)
    sums.control += await model.meanLogLikelihood(task.query)
    const rows = task.support
    const best = (await fitGaussianMixture(rows, { components, covarianceType, seed: i, starts: bestOf, ...(signal && { signal }) })).logLikelihoods.at(-1)!
    const stepsFrom = async (initialize: NonNullable<FitOptions['initialize']>, kept: (readonly number[])[]): Promise<number> => {
      const fit = await fitGaussianMixture(rows, { ...plainEm, initialize, maxIterations: mostSteps, tolerance: 0 }).catch((error: unknown) => {
        // A component lost all its rows.
        if (error instanceof EmptyComponentError || error instanceof DegenerateCovarianceError) return null
        throw error
      })
      if (fit) kept.push(fit.logLikelihoods)
      const reached = fit?.logLikelihoods.findIndex(value => value >= best - nearlyArrived) ?? -1
      return reached < 0 ? mostSteps : reached
    }
    sums.learnedSteps += await stepsFrom(learned.start, courses.learned)
    sums.controlSteps += await stepsFrom({ labels: (await kMeans(rows, { clusters: components, starts: 1, maxIterations: 0, seed: i })).labels }, courses.control)
  }
  return {
    facts: [
      { name: 'heldOutLogLikelihood', value: sums.learned / comparedTasks, unit: 'logDensityPerRow' },
      { name: 'controlLogLikelihood', value: sums.control / comparedTasks, unit: 'logDensityPerRow' },
      { name: 'learnedStartSteps', value: sums.learnedSteps / comparedTasks, unit: 'steps' },
      { name: 'controlSteps', value: sums.controlSteps / comparedTasks, unit: 'steps' },
    ],
    curves: [...adaptationCurve('adaptedFromStart', courses.learned), ...adaptationCurve('adaptedFromControl', courses.control)],
  }
}

/** Steps of EM that the curves show. */
const shownSteps = 20

/** The mean of the courses of all groups whose EM did not fail; none without such a group. */
function adaptationCurve(name: 'adaptedFromStart' | 'adaptedFromControl', courses: readonly (readonly number[])[]): readonly Curve[] {
  const length = Math.min(shownSteps + 1, ...courses.map(course => course.length))
  if (courses.length === 0 || length < 2) return []
  const steps = Array.from({ length }, (_, step) => step)
  return [{ name, unit: metrics[name], step: 'emStep', steps, values: steps.map(step => courses.reduce((sum, course) => sum + course[step], 0) / courses.length) }]
}

/** Starts of the fit that a group's best log-likelihood is taken from. */
const bestOf = 8
/** A run has arrived when it is within so many nats per row of the best. One that never does, or that fails, counts as `mostSteps`. */
const nearlyArrived = 0.01
const mostSteps = 100

/** Overhead of one EM step on the device, and of a meta-step besides, in operations of the smallest size. Measured. */
const operations = { inner: 300, step: 500 }

/** Held-out tasks that are evaluated after each epoch, meta's default. */
const validationTasks = 100

function metaCost({ rows, columns, classes }: TableFacts, options: MetaStartOptions, { multiplyAddsPerSecond, secondsPerOperation }: Device): Cost {
  const { components, innerSteps, epochs, stepsPerEpoch, metaBatch } = options
  const half = rows / 2 / (classes?.length ?? minGroups)
  // A row meets each component; gradients, or the sums of EM, take twice as much again.
  const ofTask = 3 * half * components * columns * (columns + 4) * (innerSteps + 1)
  const tasks = epochs * (stepsPerEpoch * metaBatch + validationTasks)
  const calls = epochs * (stepsPerEpoch + validationTasks / metaBatch)
  return {
    seconds: loadingCost.seconds + (tasks * ofTask) / multiplyAddsPerSecond + calls * (operations.inner * innerSteps + operations.step) * secondsPerOperation,
    bytes: loadingCost.bytes + 4 * metaBatch * half * components * columns * 6,
  }
}
