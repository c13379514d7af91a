/** Which part of the scatter matrices a pass needs: all of them, or their diagonals. */
export type ScatterKind = 'full' | 'diagonal'

/** The precision factors of a pass: a triangle per component, one triangle for all of them, or diagonals. */
export type FactorKind = 'full' | 'shared' | 'diagonal'

/** Samples handled together; a multiple of 8 (the lanes of the widest kernel), small enough for the cache. */
export const blockRows = 256

/** What decides the size of a workspace. */
export interface WorkspaceShape {
  readonly scatter: ScatterKind
  readonly factor: FactorKind
  readonly columns: number
  readonly components: number
}

/**
 * All arrays that the kernels of one pass read and write; B = blockRows samples, D columns, K components.
 *
 * A block's samples stand twice: row by row, and transposed in groups of eight, so that eight samples stand in the
 * lanes of four registers. Groups hold the samples in an order of their own, by the labels given with them; what is
 * indexed by position follows that order, what is indexed by row the order of the data.
 */
export interface Workspace extends WorkspaceShape {
  /** [B, D] samples. */
  readonly rows: Float64Array
  /** [B] component that each row probably belongs to; afterwards, that of its largest responsibility. */
  readonly labels: Int32Array
  /** [B] what the log-density of every component but the label's did not exceed under an earlier model; afterwards, under this one. */
  readonly runnersUp: Float32Array
  /** [5] how such bounds move from that model to this one: see modelDrift.ts. */
  readonly drift: Float64Array
  /** [B] how often each row counts; 1 unless written. */
  readonly rowWeights: Float64Array
  /** [B] row at each position. */
  readonly order: Int32Array
  /** [K + 2] first position of each label. */
  readonly bounds: Int32Array
  /** [B / 8, D, 8] samples by position. */
  readonly block: Float64Array
  /** [K, D] */
  readonly means: Float64Array
  /** full: [K, D, D] lower P with precision = Pᵀ P, zeros above the diagonal; shared: [D, D]; diagonal: [K, D] of 1 / sd. */
  readonly factors: Float64Array
  /** full: the triangles once more, in the order in which a kernel reads them; else empty. */
  readonly panels: Float64Array
  /** [K] ln w - (D/2) ln 2π + ln det P, nats. */
  readonly logNormalizers: Float64Array
  /** shared: [D] c from which samples are projected; else empty. */
  readonly centre: Float64Array
  /** shared: [K, D] P (μ_k - c); else empty. */
  readonly projectedMeans: Float64Array
  /** shared: [B / 8, D, 8] P (x - c) by position; else empty. */
  readonly projected: Float64Array
  /** [K, B] weighted log-densities by position, nats, where they are in reach. */
  readonly joint: Float64Array
  /** [B / 8, ceil(K / 64), 2] bits of the components in reach of each group. */
  readonly reached: Int32Array
  /** [B] largest log-density by position. */
  readonly best: Float64Array
  /** [B] what no component out of reach exceeds, by position. */
  readonly rest: Float64Array
  /** [K, B] by row, times the row's weight. */
  readonly responsibilities: Float64Array
  /** [K, B / 32] bits of the rows whose responsibility is not 0. */
  readonly active: Int32Array
  /** [B] log-density of each row, nats. */
  readonly logDensities: Float64Array
  /** [max(K, B / 8 + 24)] scratch. */
  readonly listed: Int32Array
  /** [D, 8] scratch. */
  readonly centred: Float64Array
  /** [ceil(D / 4), 4 B + 8] scratch. */
  readonly packed: Float64Array
  /** [K] */
  readonly counts: Float64Array
  /** [K, D] about the means. */
  readonly sums: Float64Array
  /** [K, D, D] lower triangle, or [K, D], about the means. */
  readonly scatters: Float64Array
}

type IntegerArray = 'labels' | 'order' | 'bounds' | 'reached' | 'active' | 'listed'
/** The arrays by name. */
export type ArrayName = Exclude<keyof Workspace, keyof WorkspaceShape>

const integerArrays: ReadonlySet<ArrayName> = new Set<IntegerArray>(['labels', 'order', 'bounds', 'reached', 'active', 'listed'])
const halfWidth = (name: ArrayName): boolean => name === 'runnersUp' || integerArrays.has(name)

/** The arrays of a workspace, cut from one buffer of `workspaceLength(shape)` float64 at `byteOffset`. */
export function createWorkspace(shape: WorkspaceShape, buffer: ArrayBuffer, byteOffset: number): Workspace {
  let offset = byteOffset
  const arrays = {} as Record<ArrayName, Float64Array | Float32Array | Int32Array>
  for (const [name, length] of arrayLengths(shape)) {
    const Values = integerArrays.has(name) ? Int32Array : halfWidth(name) ? Float32Array : Float64Array
    arrays[name] = new Values(buffer, offset, length)
    offset += float64Length(name, length) * Float64Array.BYTES_PER_ELEMENT
  }
  const workspace = { ...shape, ...arrays } as Workspace
  resetWorkspace(workspace)
  return workspace
}

/** What a workspace says where nobody has written: every row counts once, and nothing bounds any density. */
export function resetWorkspace({ rowWeights, drift }: Workspace): void {
  rowWeights.fill(1)
  drift[4] = -Infinity
}

/** Float64 values that a workspace of this shape takes. */
export function workspaceLength(shape: WorkspaceShape): number {
  return arrayLengths(shape).reduce((total, [name, length]) => total + float64Length(name, length), 0)
}

/** The room of an array: an even number of float64 keeps every array on a 16-byte boundary. */
function float64Length(name: ArrayName, length: number): number {
  const values = halfWidth(name) ? Math.ceil(length / 2) : length
  return values + (values % 2)
}

/** Values of a triangle in blocks of four rows, each up to the column of its last row. */
function panelsLength(columns: number): number {
  let length = 0
  for (let j = 0; j < columns; j += 4) length += 4 * Math.min(j + 4, columns)
  return length
}

function arrayLengths({ scatter, factor, columns, components }: WorkspaceShape): readonly (readonly [ArrayName, number])[] {
  const isShared = factor === 'shared'
  const factorCounts: Record<FactorKind, number> = {
    full: components * columns * columns,
    shared: columns * columns,
    diagonal: components * columns,
  }
  return [
    ['rows', blockRows * columns],
    ['labels', blockRows],
    ['runnersUp', blockRows],
    ['drift', 5],
    ['rowWeights', blockRows],
    ['order', blockRows],
    ['bounds', components + 2],
    ['block', blockRows * columns],
    ['means', components * columns],
    ['factors', factorCounts[factor]],
    ['panels', factor === 'full' ? components * panelsLength(columns) : 0],
    ['logNormalizers', components],
    ['centre', isShared ? columns : 0],
    ['projectedMeans', isShared ? components * columns : 0],
    ['projected', isShared ? blockRows * columns : 0],
    ['joint', components * blockRows],
    ['reached', (blockRows / 8) * 2 * Math.ceil(components / 64)],
    ['best', blockRows],
    ['rest', blockRows],
    ['responsibilities', components * blockRows],
    ['active', components * (blockRows / 32)],
    ['logDensities', blockRows],
    ['listed', Math.max(components, blockRows / 8 + 24)],
    ['centred', 8 * columns],
    ['packed', (blockRows * 4 + 8) * Math.ceil(columns / 4)],
    ['counts', components],
    ['sums', components * columns],
    ['scatters', components * columns * (scatter === 'full' ? columns : 1)],
  ]
}
