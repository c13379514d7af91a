import type { MixtureParameters } from '@mixtura/core'
import { sortedJson } from '@mixtura/numerics'
import { requireObject } from '@mixtura/numerics/validation'
import { type JsonValue, type ModelFile, readModelFile, requireModelArrays, requireModelField, SavedSettings, writeModelFile } from '@mixtura/tensor'
import { innerStepNames, type InnerLoop } from '../learners/innerLoop.js'
import type { Learner } from '../learners/learner.js'
import { createMetaLearned, innerToJson, metaMethods, metaOrders, type MetaLearned } from '../learners/metaLearned.js'
import { prefixed, shapesOf, withPrefix } from '../learners/namedArrays.js'
import { namedArrays, requireLearner } from '../learners/readLearner.js'
import { startCovarianceTypes } from '../mixtures/mixtureArrays.js'
import { createMixtureLearner, type MixtureLearnerSettings } from '../mixtures/mixtureLearner.js'
import type { MixtureSet } from '../tasks/taskFamily.js'

const kind = 'meta-learned'
const version = 1

/** Serialises a learned start: parameters, rates, inner loop, history, and the settings of its learner. */
export function saveMetaLearned<Set, Model>(learned: MetaLearned<Set, Model>): Uint8Array {
  requireObject('learned', learned, {
    what: 'a learned start',
    fields: { learner: 'object', method: 'text', order: 'text', inner: 'object', history: 'list', parameters: 'object' },
    remedy: 'Pass what metaTrainMaml or metaTrainReptile answered.',
  })
  const { learner, method, order, inner, history, parameters, rates } = learned
  requireLearner(learner)
  namedArrays('learned.parameters', parameters)
  if (rates !== undefined) namedArrays('learned.rates', rates)
  return writeModelFile(kind, version, {
    settings: {
      learner: { ...learner.settings, kind: learner.kind },
      method,
      order,
      inner: innerToJson(inner),
      // Numbers of a history are finite, and JSON stores finite numbers exactly.
      history: history as unknown as JsonValue,
    },
    arrays: { ...prefixed('start/', parameters), ...prefixed('rate/', rates ?? {}) },
  })
}

/**
 * Reads a start that saveMetaLearned wrote, for a learner with the same settings.
 *
 * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
 * @throws {InvalidModelFileError} if they hold something else, or are of another learner.
 */
export function loadMetaLearned<Set, Model>(learner: Learner<Set, Model>, bytes: Uint8Array): MetaLearned<Set, Model> {
  requireLearner(learner)
  const file = readModelFile(kind, version, bytes, 'function')
  requireModelField('learner', {
    expected: sortedJson({ ...learner.settings, kind: learner.kind }),
    actual: sortedJson(file.settings.learner),
    loader: 'function',
  })
  const parameters = withPrefix('start/', file.arrays)
  requireModelField('parameters', { expected: shapesText(learner.parameters), actual: shapesText(parameters), loader: 'function' })
  return learnedFrom(learner, file)
}

/**
 * Reads a start for mixtures that saveMetaLearned wrote. The file contains the settings of its learner.
 *
 * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
 * @throws {InvalidModelFileError} if they hold something else, or if settings and arrays do not match.
 */
export function loadMixtureStart(bytes: Uint8Array): MetaLearned<MixtureSet, MixtureParameters> {
  const file = readModelFile(kind, version, bytes, 'function')
  const saved = new SavedSettings(file.settings, 'function').settings('learner')
  const learnerKind = saved.value('kind')
  requireModelField('learner', { expected: `'mixture'`, actual: typeof learnerKind === 'string' ? `'${learnerKind}'` : 'none', loader: 'function' })
  const settings = mixtureSettingsFrom(saved)
  const { components, columns } = settings
  const parameters = withPrefix('start/', file.arrays)
  requireModelArrays({ logits: [components], means: [components, columns], factors: [components, columns, columns] }, parameters, 'function')
  return learnedFrom(createMixtureLearner(settings, parameters), file)
}

function mixtureSettingsFrom(saved: SavedSettings): MixtureLearnerSettings {
  const columns = saved.whole('columns')
  const frame = saved.settings('frame')
  return {
    components: saved.whole('components'),
    columns,
    covarianceType: saved.oneOf('covarianceType', startCovarianceTypes),
    frame: { offset: frame.numbers('offset', columns), factor: frame.numbers('factor', columns) },
  }
}

/** @param file parameters in it have the shapes of the learner's. */
function learnedFrom<Set, Model>(learner: Learner<Set, Model>, { settings, arrays }: ModelFile): MetaLearned<Set, Model> {
  const saved = new SavedSettings(settings, 'function')
  const parameters = withPrefix('start/', arrays)
  const rates = withPrefix('rate/', arrays)
  const hasRates = Object.keys(rates).length > 0
  if (hasRates) requireModelArrays(shapesOf(parameters), rates, 'function')
  return createMetaLearned(learner, parameters, hasRates ? rates : undefined, {
    method: saved.oneOf('method', metaMethods),
    order: saved.oneOf('order', metaOrders),
    inner: innerFrom(saved.settings('inner')),
    history: saved.history('history'),
  })
}

function innerFrom(saved: SavedSettings): InnerLoop {
  return {
    innerStep: saved.oneOf('innerStep', innerStepNames),
    innerSteps: saved.whole('innerSteps', { from: 0, to: maxSteps }),
    innerLearningRate: saved.number('innerLearningRate', { from: 0 }),
    innerClipNorm: saved.has('innerClipNorm') ? saved.number('innerClipNorm', { from: 0 }) : undefined,
  }
}

/** Largest number of inner steps that a file may ask for; no training takes as many. */
const maxSteps = 10_000

function shapesText(arrays: Readonly<Record<string, { readonly shape: readonly number[] }>>): string {
  return Object.keys(arrays).sort().map(name => `${name} [${arrays[name].shape.join(', ')}]`).join(', ')
}
