import type { MixtureParameters } from '@mixtura/core'
import { type EpochRecord, type JsonRecord, type JsonValue, type ModelFile, readModelFile, requireModelField, writeModelFile } from '@mixtura/tensor'
import type { InnerLoop, InnerStep } from '../learners/innerLoop.js'
import type { Learner } from '../learners/learner.js'
import { createMetaLearned, innerToJson, type MetaLearned } from '../learners/metaLearned.js'
import { prefixed, withPrefix } from '../learners/namedArrays.js'
import { createMixtureLearner, type MixtureLearnerSettings } from '../mixtures/mixtureLearner.js'
import type { MixtureSet } from '../tasks/taskFamily.js'

const kind = 'meta-learned'
const version = 1

/** A learned start as bytes: parameters, rates, inner loop, history, and the settings of its learner. */
export function saveMetaLearned<Set, Model>(learned: MetaLearned<Set, Model>): Uint8Array {
  const { learner, method, order, inner, history, parameters, rates } = learned
  return writeModelFile(kind, version, {
    settings: {
      learner: { ...learner.settings, kind: learner.kind },
      method,
      order,
      inner: innerToJson(inner),
      // Numbers of a history are finite, and JSON keeps those exactly.
      history: history as unknown as JsonValue,
    },
    arrays: { ...prefixed('start/', parameters), ...prefixed('rate/', rates ?? {}) },
  })
}

/**
 * A start as saveMetaLearned wrote it, for a learner like the one that learned it.
 *
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {InvalidModelFileError} if they hold something else, or the learner is another.
 */
export function loadMetaLearned<Set, Model>(learner: Learner<Set, Model>, bytes: Uint8Array): MetaLearned<Set, Model> {
  const file = readModelFile(kind, version, bytes, 'function')
  requireModelField('learner', {
    expected: sortedJson({ ...learner.settings, kind: learner.kind }),
    actual: sortedJson(file.settings.learner),
    loader: 'function',
  })
  const parameters = withPrefix('start/', file.arrays)
  requireModelField('parameters', { expected: shapesOf(learner.parameters), actual: shapesOf(parameters), loader: 'function' })
  return learnedFrom(learner, file)
}

/**
 * A start of mixtures as saveMetaLearned wrote it; the file says what its learner was.
 *
 * @throws {InvalidCheckpointError} if the bytes are cut short or changed.
 * @throws {InvalidModelFileError} if they hold something else.
 */
export function loadMixtureStart(bytes: Uint8Array): MetaLearned<MixtureSet, MixtureParameters> {
  const file = readModelFile(kind, version, bytes, 'function')
  const { kind: learnerKind, ...settings } = file.settings.learner as JsonRecord
  requireModelField('learner', { expected: `'mixture'`, actual: `'${String(learnerKind)}'`, loader: 'function' })
  return learnedFrom(createMixtureLearner(settings as unknown as MixtureLearnerSettings, withPrefix('start/', file.arrays)), file)
}

function learnedFrom<Set, Model>(learner: Learner<Set, Model>, { settings, arrays }: ModelFile): MetaLearned<Set, Model> {
  const rates = withPrefix('rate/', arrays)
  return createMetaLearned(learner, withPrefix('start/', arrays), Object.keys(rates).length > 0 ? rates : undefined, {
    method: settings.method as 'maml' | 'reptile',
    order: settings.order as 'second' | 'first',
    inner: innerFromJson(settings.inner as JsonRecord),
    history: settings.history as unknown as readonly EpochRecord[],
  })
}

function innerFromJson({ innerStep, innerSteps, innerLearningRate, innerClipNorm }: JsonRecord): InnerLoop {
  return {
    innerStep: innerStep as InnerStep,
    innerSteps: Number(innerSteps),
    innerLearningRate: Number(innerLearningRate),
    innerClipNorm: innerClipNorm === null ? undefined : Number(innerClipNorm),
  }
}

function shapesOf(arrays: Readonly<Record<string, { readonly shape: readonly number[] }>>): string {
  return Object.keys(arrays).sort().map(name => `${name} [${arrays[name].shape.join(', ')}]`).join(', ')
}

/** JSON whose names are sorted, so that their order says nothing. */
function sortedJson(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_name, inner: JsonValue) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
