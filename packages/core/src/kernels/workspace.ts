/** Which part of the scatter matrices a pass needs: all of them, or their diagonals. */
export type ScatterKind = 'full' | 'diagonal'

/** Samples handled together; a multiple of 8 (the lanes of the widest kernel), small enough for the cache. */
export const blockRows = 128

/** What decides the size of a workspace. */
export interface WorkspaceShape {
  readonly scatter: ScatterKind
  readonly columns: number
  readonly components: number
}

/**
 * All arrays that the kernels of one pass read and write; B = blockRows samples, D columns, K components.
 * A block holds its samples transposed, so that neighbouring samples stand in the lanes of one register.
 */
export interface Workspace extends WorkspaceShape {
  /** [D, B] samples; padding behind the last sample is finite. */
  readonly block: Float64Array
  /** [K, D] */
  readonly means: Float64Array
  /** full: [K, D, D] lower P with precision = Pᵀ P, zeros above the diagonal; diagonal: [K, D] of 1 / sd. */
  readonly factors: Float64Array
  /** [K] ln w - (D/2) ln 2π + ln det P, nats. */
  readonly logNormalizers: Float64Array
  /** [K, B] weighted log-densities (nats), then responsibilities. */
  readonly responsibilities: Float64Array
  /** [B] log-density of each sample, nats. */
  readonly logDensities: Float64Array
  /** [D, B] scratch. */
  readonly centred: Float64Array
  /** [D, B] scratch. */
  readonly weighted: Float64Array
  /** [K] */
  readonly counts: Float64Array
  /** [K, D] about the means. */
  readonly sums: Float64Array
  /** [K, D, D] lower triangle, or [K, D], about the means. */
  readonly scatters: Float64Array
}

const names = [
  'block', 'means', 'factors', 'logNormalizers', 'responsibilities', 'logDensities',
  'centred', 'weighted', 'counts', 'sums', 'scatters',
] as const

/** The arrays of a workspace, cut from one buffer of `workspaceLength(shape)` float64 at `byteOffset`. */
export function createWorkspace(shape: WorkspaceShape, buffer: ArrayBuffer, byteOffset: number): Workspace {
  const lengths = arrayLengths(shape)
  let offset = byteOffset
  const arrays = {} as Record<(typeof names)[number], Float64Array>
  for (const name of names) {
    arrays[name] = new Float64Array(buffer, offset, lengths[name])
    offset += lengths[name] * Float64Array.BYTES_PER_ELEMENT
  }
  return { ...shape, ...arrays }
}

/** Float64 values that a workspace of this shape takes. */
export function workspaceLength(shape: WorkspaceShape): number {
  const lengths = arrayLengths(shape)
  return names.reduce((total, name) => total + lengths[name], 0)
}

function arrayLengths({ scatter, columns, components }: WorkspaceShape): Record<(typeof names)[number], number> {
  const perComponent = scatter === 'full' ? columns * columns : columns
  // An even number of values keeps every array on a 16-byte boundary.
  const even = (length: number): number => length + (length % 2)
  return {
    block: columns * blockRows,
    means: even(components * columns),
    factors: even(components * perComponent),
    logNormalizers: even(components),
    responsibilities: components * blockRows,
    logDensities: blockRows,
    centred: columns * blockRows,
    weighted: columns * blockRows,
    counts: even(components),
    sums: even(components * columns),
    scatters: even(components * perComponent),
  }
}
