import { InvalidOptionError, type JsonRecord, MixturaError, ShapeError } from '@mixtura/numerics'
import { choice, count, describeValue, isRecord, readOptions, requireObject, text } from '@mixtura/numerics/validation'
import type { SavedArray } from './checkpoint.js'
import { decodeCheckpoint, encodeCheckpoint } from './encodeCheckpoint.js'
import { requireSavedArrays, requireShapes } from './savedArrays.js'
import { firstNonFinitePlace } from './variableArrays.js'

/** Contents of a saved model. */
export interface ModelFile {
  /** Everything except the arrays: what was learned and how. */
  readonly settings: JsonRecord
  readonly arrays: Readonly<Record<string, SavedArray>>
}

/** Whether a class or functions save and load the model; error messages advise accordingly. */
export type ModelLoader = 'class' | 'function'

/**
 * Encodes a model as bytes in the format of checkpoints.
 *
 * @throws {DivergedModelError} for arrays with NaN or infinities, which could not be loaded again.
 */
export function writeModelFile(kind: string, version: number, file: ModelFile): Uint8Array {
  requireKind(kind, version)
  requireObject('file', file, { what: 'a model file', fields: { settings: 'object', arrays: 'object' }, remedy: 'Pass { settings, arrays }.' })
  if (!isRecord(file.settings)) throw new ShapeError('file.settings', 'an object', describeValue(file.settings), 'Pass { settings, arrays }.')
  requireSavedArrays('file.arrays', file.arrays)
  const { settings, arrays } = file
  const wrong = nonFiniteArray(arrays)
  if (wrong) throw new DivergedModelError(wrong.name, wrong.value, wrong.place)
  return encodeCheckpoint({ values: { kind, version, settings }, arrays })
}

/**
 * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
 * @throws {InvalidModelFileError} if they hold another kind of model or another version, or numbers that are not finite.
 */
export function readModelFile(kind: string, version: number, bytes: Uint8Array, loader: ModelLoader = 'class'): ModelFile {
  requireKind(kind, version)
  requireLoader(loader)
  const { values, arrays } = decodeCheckpoint(bytes)
  requireModelField('kind', { expected: `'${kind}'`, actual: typeof values.kind === 'string' ? `'${values.kind}'` : 'absent', loader })
  requireModelField('version', { expected: `${version}`, actual: typeof values.version === 'number' ? `${values.version}` : 'absent', loader })
  if (!isRecord(values.settings)) throw new InvalidModelFileError('settings', 'an object', 'none', loader)
  const wrong = nonFiniteArray(arrays)
  if (wrong) throw new InvalidModelFileError(`array '${wrong.name}'`, 'finite numbers', `${wrong.value} at place ${wrong.place}`, loader)
  return { settings: values.settings as JsonRecord, arrays }
}

function requireKind(kind: unknown, version: unknown): void {
  text('clusters')('kind', kind)
  count(0)('version', version)
}

/** @throws {InvalidOptionError} unless `loader` is one. */
export const requireLoader = (loader: unknown): ModelLoader => choice(['class', 'function'])('loader', loader)

function nonFiniteArray(arrays: ModelFile['arrays']): { readonly name: string; readonly place: number; readonly value: number } | undefined {
  for (const [name, { data }] of Object.entries(arrays)) {
    const place = firstNonFinitePlace(data)
    if (place >= 0) return { name, place, value: data[place] }
  }
  return undefined
}

/** A model with NaN or infinite numbers is not saved. */
export class DivergedModelError extends MixturaError {
  override readonly name = 'DivergedModelError'
  readonly code = 'diverged-model'
  constructor(
    readonly array: string,
    readonly value: number,
    readonly place: number,
  ) {
    super(
      `model: array '${array}' must be finite numbers, but it is ${value} at place ${place}. ` +
        `The model has diverged: train it again with a lower learningRate.`,
    )
  }
}

/**
 * Compares arrays with the shapes that a model's settings require, before anything of these sizes is allocated.
 *
 * @param expected shapes by name.
 * @throws {InvalidModelFileError} unless the arrays have exactly these names and shapes.
 */
export function requireModelArrays(
  expected: Readonly<Record<string, readonly number[]>>,
  arrays: ModelFile['arrays'],
  loader: ModelLoader = 'class',
): void {
  requireShapes('expected', expected)
  requireSavedArrays('arrays', arrays)
  requireLoader(loader)
  const show = (shape: readonly number[] | undefined): string => (shape ? `of shape [${shape.join(', ')}]` : 'absent')
  for (const name of new Set([...Object.keys(expected), ...Object.keys(arrays)])) {
    const [asked, found] = [ownShape(expected, name), Object.hasOwn(arrays, name) ? arrays[name].shape : undefined].map(show)
    if (asked !== found) throw new InvalidModelFileError(`array '${name}'`, asked, found, loader)
  }
}

function ownShape(shapes: Readonly<Record<string, readonly number[]>>, name: string): readonly number[] | undefined {
  return Object.hasOwn(shapes, name) ? shapes[name] : undefined
}

/** The file is intact, but not of the kind of model that should be loaded. */
export class InvalidModelFileError extends MixturaError {
  override readonly name = 'InvalidModelFileError'
  readonly code = 'invalid-model-file'
  readonly actual: string
  /** @param actual shortened if it is too long for a message, because a file may hold anything. */
  constructor(
    readonly field: string,
    readonly expected: string,
    actual: string,
    loader: ModelLoader = 'class',
  ) {
    const shown = shortened(actual)
    super(`model file: ${field} must be ${shortened(expected)}, but it is ${shown}. Load it with the ${loader} and the version that saved it.`)
    this.actual = shown
  }
}

/** @throws {InvalidModelFileError} unless `actual` equals `expected`. */
export function requireModelField(
  field: string,
  compared: { readonly expected: string; readonly actual: string; readonly loader: ModelLoader },
): void {
  text('kind')('field', field)
  const { expected, actual, loader } = readOptions<typeof compared>('requireModelField', compared, fieldReaders)
  if (expected !== actual) throw new InvalidModelFileError(field, expected, actual, loader)
}

const fieldReaders = { expected: anyText, actual: anyText, loader: (_name: string, value: unknown) => requireLoader(value) }

function anyText(name: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new InvalidOptionError(name, 'a text', value, 'Pass what stands in the file, as a text.')
}

function shortened(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text
}
