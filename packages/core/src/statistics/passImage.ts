import { choice, optional, readOptions, type OptionReaders } from '@mixtura/numerics/validation'
import { exactPruning, noPruning, type Pruning } from '../kernels/pruning.js'
import { layoutVersion } from '../kernels/wasmBinary.js'
import { blockRows, createWorkspace, fieldOffsets, numberFields, structBytes, workspaceLength, writeAddresses, type ScatterKind, type Workspace, type WorkspaceShape } from '../kernels/workspace.js'
import type { MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'
import { loadModel, prepareModel, workspaceShape } from './preparedModel.js'

/** Kinds in the order of their numbers in a header. */
const factorKinds = ['full', 'shared', 'diagonal', 'analysers'] as const
const scatterKinds = ['full', 'diagonal'] as const

/** Arrays of a workspace that hold the model. */
const modelArrays = ['means', 'factors', 'logNormalizers', 'drift', 'loadings', 'regressions', 'centre', 'projectedMeans'] as const satisfies readonly (keyof Workspace)[]

/** Options of `passImage`. */
export interface PassImageOptions {
  readonly scatter: ScatterKind
  /** 'exact' by default: shares of a row that float64 loses in every sum are 0. 'none': they are kept. */
  readonly pruning?: 'exact' | 'none' | undefined
}

const imageReaders: OptionReaders<PassImageOptions> = { scatter: choice(scatterKinds), pruning: optional(choice(['exact', 'none'])) }

/**
 * A model as bytes, for hosts that run the kernels of this package outside this process, such as a database. Little-endian:
 *
 *   i32 [8]       header: version of the layout, bytes of the struct, bytes of struct and workspace, kind of factor (full, shared,
 *                 diagonal, analysers), kind of scatter (full, diagonal), number of arrays, 0, 0
 *   struct        the numbers of the struct Workspace, and each array's address as bytes from the beginning of the struct
 *   i32 [arrays, 2]  address and bytes of each array that holds the model
 *   f64 []        the arrays, one after the other
 *
 * A host copies the struct and the arrays, adds the address of the struct to the addresses, packs the factors and runs the kernels.
 *
 * @param model its weights need not sum to 1.
 * @throws {InvalidOptionError} for options out of range.
 * @throws {DegenerateCovarianceError} if a covariance is not positive definite.
 */
export function passImage(model: MixtureParameters, options: PassImageOptions): Uint8Array<ArrayBuffer> {
  requireMixture('model', model)
  const { scatter, pruning = 'exact' } = readOptions('passImage', options, imageReaders)
  const prepared = prepareModel(model)
  const shape = workspaceShape(prepared, { scatter })
  const workspaceBytes = workspaceLength(shape) * Float64Array.BYTES_PER_ELEMENT
  const workspace = createWorkspace(shape, new ArrayBuffer(structBytes + workspaceBytes), structBytes)
  loadModel({ workspace, loadModel: () => undefined }, prepared)
  const arrays = modelArrays.map(name => workspace[name]).filter(({ length }) => length > 0)
  const header = Int32Array.of(layoutVersion, structBytes, structBytes + workspaceBytes, factorKinds.indexOf(shape.factor), scatterKinds.indexOf(scatter), arrays.length, 0, 0)
  const places = Int32Array.from(arrays.flatMap(({ byteOffset, byteLength }) => [byteOffset, byteLength]))
  return concatenated([header, structOf(workspace, shape, pruning === 'exact' ? exactPruning : noPruning), places, ...arrays])
}

/** The struct with addresses from its own beginning. */
function structOf(workspace: Workspace, shape: WorkspaceShape, pruning: Pruning): Uint8Array {
  const view = new DataView(new ArrayBuffer(structBytes))
  writeAddresses(view, workspace)
  const { columns, components, factorCount = 0 } = shape
  const numbers: Partial<Record<keyof typeof numberFields, number>> = { blockRows, columns, components, factorCount, ...pruning }
  for (const [name, value] of Object.entries(numbers) as [keyof typeof numberFields, number][]) {
    if (numberFields[name] === 'i32') view.setInt32(fieldOffsets[name], value, true)
    else view.setFloat64(fieldOffsets[name], value, true)
  }
  return new Uint8Array(view.buffer)
}

function concatenated(parts: readonly ArrayBufferView[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((total, { byteLength }) => total + byteLength, 0))
  let at = 0
  for (const { buffer, byteOffset, byteLength } of parts) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += byteLength
  }
  return bytes
}
