/**
 * The fields of the struct that every kernel reads: the addresses of the arrays of its workspace, and the numbers of the
 * call. `arrayFields` and `numberFields` are the only list of them. From it `assembly/build.mjs` makes the class `Workspace`
 * of the twins in AssemblyScript, with the fields at `fieldOffsets`. The build loads this file alone, so import only types here.
 */

/** Which part of the scatter matrices a pass needs: all of them, or their diagonals. */
export type ScatterKind = 'full' | 'diagonal'

/**
 * The precision factors of a pass: a triangle per component, one triangle for all of them, or diagonals. Factor analysers have
 * diagonals, of their noise, and loadings.
 */
export type FactorKind = 'full' | 'shared' | 'diagonal' | 'analysers'

/** Largest number of directions of an analyser: three blocks of q, and the axes of fewer than 2 q columns (see projectedFactors.ts). */
export const maxDirections = (factors: number): number => 5 * factors

/** What decides the size of a workspace. */
export interface WorkspaceShape {
  readonly scatter: ScatterKind
  readonly factor: FactorKind
  readonly columns: number
  readonly components: number
  /** Factors of each analyser, an even number; 0 by default. */
  readonly factorCount?: number | undefined
  /** Directions of each component along which scatters are also computed; 0 by default. */
  readonly directionCount?: number | undefined
  /** Rows of the table whose columns are described; 0 by default. */
  readonly tableRows?: number | undefined
  /** Factors q of an analyser whose M-step is computed; 0 by default. */
  readonly stepFactors?: number | undefined
  /** Columns C besides, whose cells are codes of values; 0 by default. */
  readonly codedColumns?: number | undefined
  /** Length of the tables of the values of all these columns, K for each value; 0 by default. */
  readonly valueTableLength?: number | undefined
}

/** Samples of one block; a multiple of 8 (the lanes of the widest kernel), and few enough for the cache. */
export const blockRows = 256

interface ElementArrays {
  readonly f64: Float64Array
  readonly f32: Float32Array
  readonly i32: Int32Array
}
type ElementType = keyof ElementArrays

type LengthOf = (shape: WorkspaceShape) => number

/** An array of its own, or another name for one: each kernel calls what it reads and writes by its own name. */
type ArrayField<Type extends ElementType = ElementType> =
  | { readonly type: Type; readonly lengthOf: LengthOf }
  | { readonly type: Type; readonly sameAs: string }

const f64 = (lengthOf: LengthOf): ArrayField<'f64'> => ({ type: 'f64', lengthOf })
const f32 = (lengthOf: LengthOf): ArrayField<'f32'> => ({ type: 'f32', lengthOf })
const i32 = (lengthOf: LengthOf): ArrayField<'i32'> => ({ type: 'i32', lengthOf })
const sameAs = (name: string): ArrayField<'f64'> => ({ type: 'f64', sameAs: name })
const loadingsLength: LengthOf = ({ components, columns, factorCount = 0 }) => components * factorCount * columns
const directionsLength: LengthOf = ({ components, columns, directionCount = 0 }) => components * directionCount * columns
const perStep = (rowsOf: (factors: number) => number): LengthOf => ({ columns, stepFactors = 0 }) => (stepFactors > 0 ? rowsOf(stepFactors) * columns : 0)
const ofTable: LengthOf = ({ columns, tableRows = 0 }) => (tableRows > 0 ? columns : 0)
const ofValues: LengthOf = ({ valueTableLength = 0 }) => valueTableLength
const ifShared = ({ factor }: WorkspaceShape, length: number): number => (factor === 'shared' ? length : 0)

/**
 * The arrays by name; B = blockRows samples, D columns, K components.
 *
 * A sample of a block has two numbers: its row is its place in the data, and its position is its place once the block is
 * sorted by labels, so that neighbours mostly belong to one component.
 */
export const arrayFields = {
  /** [B, D] samples by row. */
  samples: f64(({ columns }) => blockRows * columns),
  /** [B] component that each row probably belongs to; afterwards, that of its largest responsibility. */
  labels: i32(() => blockRows),
  /**
   * [B] upper bound on the log-density of a row under every component but its label: under an earlier model, and
   * afterwards under this one.
   */
  otherBounds: f32(() => blockRows),
  /** [5] how such bounds change from the earlier model to this one: see modelDrift.ts. */
  drift: f64(() => 5),
  /** [B] how often each row counts; 1 unless written. */
  rowWeights: f64(() => blockRows),
  /** [B] row at each position. */
  rowAtPosition: i32(() => blockRows),
  /** [K + 2] first position of each label, and the number of samples. */
  labelStarts: i32(({ components }) => components + 2),
  /** [B / 8, D, 8] samples by position, transposed in groups of eight: a column of a group fills the lanes of four registers. */
  groupedSamples: f64(({ columns }) => blockRows * columns),
  /** [K, D] */
  means: f64(({ components, columns }) => components * columns),
  /**
   * full: [K, D, D] lower P with precision = Pᵀ P, zeros above the diagonal; shared: [D, D]; diagonal: [K, D] of 1 / sd;
   * analysers: [K, D] of 1 / sd of the noise.
   */
  factors: f64(({ factor, components, columns }) =>
    ({ full: components * columns ** 2, shared: columns ** 2, diagonal: components * columns, analysers: components * columns })[factor]),
  /** full: the triangles once more, in the order in which a kernel reads them; else empty. */
  packedFactors: f64(({ factor, components, columns }) => (factor === 'full' ? components * packedLength(columns) : 0)),
  /** analysers: [K, q, D] Λᵀ; else empty. */
  loadings: f64(loadingsLength),
  /** analysers: [K, q, D] R, which gives the expected factors z = R (x - μ) of a sample; else empty. */
  regressions: f64(loadingsLength),
  /** analysers: [q, 8] scratch for the expected factors of a group. */
  expectedFactors: f64(({ factorCount = 0 }) => 8 * factorCount),
  /** [K] ln w - (D/2) ln 2π + ½ ln det of the precision, nats. */
  logNormalizers: f64(({ components }) => components),
  /** shared: [D] c, which is subtracted from samples before they are projected; else empty. */
  centre: f64(shape => ifShared(shape, shape.columns)),
  /** shared: [K, D] P (μ_k - c); else empty. */
  projectedMeans: f64(shape => ifShared(shape, shape.components * shape.columns)),
  /** shared: [B / 8, D, 8] P (x - c) by position; else empty. */
  projectedSamples: f64(shape => ifShared(shape, blockRows * shape.columns)),
  /** [K, B] weighted log-densities by position, nats, of the components in reach. */
  jointLogDensities: f64(({ components }) => components * blockRows),
  /** [B / 8, ceil(K / 64), 2] bits of the components in reach of each group. */
  componentsInReach: i32(({ components }) => (blockRows / 8) * 2 * Math.ceil(components / 64)),
  /** [B] largest joint log-density by position. */
  maxLogDensities: f64(() => blockRows),
  /** [B] upper bound on the log-density under the components out of reach, by position. */
  outOfReachBounds: f64(() => blockRows),
  /** [K, B] by row, times the row's weight. */
  responsibilities: f64(({ components }) => components * blockRows),
  /** [K, B / 32] bits of the rows whose responsibility is not 0. */
  activeRows: i32(({ components }) => components * (blockRows / 32)),
  /** [B] log-density of each row, nats. */
  logDensities: f64(() => blockRows),
  /** [max(K, B / 8 + 24)] scratch for lists of components and of groups. */
  indexScratch: i32(({ components }) => Math.max(components, blockRows / 8 + 24)),
  /** [D, 8] scratch for the centred samples of a group. */
  groupScratch: f64(({ columns }) => 8 * columns),
  /** [ceil(D / 4), 4 B + 8] scratch for the active rows. */
  rowScratch: f64(({ columns }) => (blockRows * 4 + 8) * Math.ceil(columns / 4)),
  /** [K] */
  counts: f64(({ components }) => components),
  /** [K, D] about the means. */
  sums: f64(({ components, columns }) => components * columns),
  /** [K, D, D] lower triangle, or [K, D], about the means. */
  scatters: f64(({ scatter, components, columns }) => components * columns * (scatter === 'full' ? columns : 1)),
  /** [K, m, D] directions. */
  directions: f64(directionsLength),
  /** [K, m, D] scatters, about the means, times the directions. */
  projections: f64(directionsLength),
  /** [M, D] a table of samples; M = tableRows. */
  table: f64(({ columns, tableRows = 0 }) => tableRows * columns),
  /** [3, M] scratch for a column of the table: its values, their gaps, and means of intervals. */
  columnScratch: f64(({ tableRows = 0 }) => 3 * tableRows),
  /** [4, M] scratch for the intervals of a column. */
  columnIndices: i32(({ tableRows = 0 }) => 4 * tableRows),
  /** [D] scatter of each column of the table about its mean. */
  columnScatters: f64(ofTable),
  /** [D] smallest difference between two values of each column, apart from rounding errors; 0 for a constant column. */
  columnSteps: f64(ofTable),
  /** [D] root of the variance of each column's densest core; Infinity for few rows. */
  coreDeviations: f64(ofTable),
  /** [D] bits: 1 if a wide gap divides the column, 2 if clusters of it touch each other. */
  columnTraits: i32(ofTable),
  /** [D, q + 1] loadings and noise variance of each column of an analyser; and those of the iterate before. */
  stepCovariance: f64(perStep(factors => factors + 1)),
  earlierCovariance: f64(perStep(factors => factors + 1)),
  /** [5 q, D] directions of the next pass. */
  stepDirections: f64(perStep(maxDirections)),
  /** [5 q, D] directions of the last pass, of which `earlierCount` are read; and its scatter times them. */
  earlierDirections: f64(perStep(maxDirections)),
  earlierProjections: f64(perStep(maxDirections)),
  /** [D] lower bounds of noise variances, which are also the regularisation. */
  noiseFloor: f64(perStep(() => 1)),
  /** [4 q + 5, D] and [3 q² + 2 (5 q)²] scratch. */
  stepRows: f64(perStep(factors => 4 * factors + 5)),
  stepScratch: f64(({ stepFactors = 0 }) => 3 * stepFactors ** 2 + 2 * maxDirections(stepFactors) ** 2),
  /** [B, C] place of each cell's value in the tables of values. */
  places: i32(({ codedColumns = 0 }) => blockRows * codedColumns),
  /** [V, K] ln p(value | component) of each coded column, one after the other. */
  valueLogProbabilities: f64(ofValues),
  /** [V, K] sums of the responsibilities of the rows with each value, likewise. */
  valueCounts: f64(ofValues),

  /** [K, D] centres of clusters. */
  centres: sameAs('means'),
  /** [B] squared distance to the nearest centre, by position. */
  squaredDistances: sameAs('logDensities'),
  /** [B] squared distance to the second nearest centre, by position. */
  secondSquaredDistances: sameAs('maxLogDensities'),
  /** [B] weighted squared distance of each row to the nearest centre so far. */
  masses: sameAs('maxLogDensities'),
  /** [K, B] masses once each centre is added, by row. */
  coveredMasses: sameAs('jointLogDensities'),
  /** [K] sums of the covered masses. */
  massSums: sameAs('counts'),
} satisfies Record<string, ArrayField>

/** The numbers of a call. A kernel reads those that it needs; the binding writes those that change. */
export const numberFields = {
  /** Of the shape: written once. */
  blockRows: 'i32',
  columns: 'i32',
  components: 'i32',
  factorCount: 'i32',
  directionCount: 'i32',
  tableRows: 'i32',
  stepFactors: 'i32',
  codedColumns: 'i32',
  /** Rows of earlierDirections that are read. */
  earlierCount: 'i32',
  /** Result of a step of an analyser. */
  found: 'i32',
  /** Samples in the block. */
  count: 'i32',
  /** How many of `centres` are added. */
  centreCount: 'i32',
  /** Components farther than this below a sample's best are out of reach, nats. */
  reach: 'f64',
  /** Smaller shares of a sample become 0. */
  minShare: 'f64',
  /** Result of normalizeResponsibilities: the weighted sum of the log-densities, nats. */
  logLikelihood: 'f64',
} as const satisfies Record<string, 'i32' | 'f64'>

/** Bytes from the beginning of the struct to each field, in the order of the tables. Each is at the next multiple of its size, as in AssemblyScript. */
export const fieldOffsets = layOut()

/** Room for the struct; a multiple of 16, on which arrays begin. */
export const structBytes = 16 * Math.ceil((Math.max(...Object.values(fieldOffsets)) + Float64Array.BYTES_PER_ELEMENT) / 16)

function layOut(): Readonly<Record<ArrayName | keyof typeof numberFields, number>> {
  const offsets: Record<string, number> = {}
  let end = 0
  for (const [name, type] of [...Object.keys(arrayFields).map(array => [array, 'i32']), ...Object.entries(numberFields)]) {
    const size = type === 'f64' ? 8 : 4
    offsets[name] = Math.ceil(end / size) * size
    end = offsets[name] + size
  }
  return offsets as Record<ArrayName | keyof typeof numberFields, number>
}

/** Writes the address of each array, in bytes, into a struct. */
export function writeAddresses(struct: DataView, workspace: Workspace): void {
  for (const [name] of fieldEntries) struct.setUint32(fieldOffsets[name], workspace[name].byteOffset, true)
}

/** Length of one packed triangle: blocks of four rows, each up to the column of its last row. */
function packedLength(columns: number): number {
  let length = 0
  for (let row = 0; row < columns; row += 4) length += 4 * Math.min(row + 4, columns)
  return length
}

type ArrayName = keyof typeof arrayFields

/** All arrays that the kernels of one pass read and write. */
export type Workspace = WorkspaceShape & { readonly [Name in ArrayName]: ElementArrays[(typeof arrayFields)[Name]['type']] }

const fieldEntries = Object.entries(arrayFields) as readonly (readonly [ArrayName, ArrayField])[]

/** The arrays of a workspace, cut from one buffer of `workspaceLength(shape)` float64 at `byteOffset`. */
export function createWorkspace(shape: WorkspaceShape, buffer: ArrayBuffer, byteOffset: number): Workspace {
  let offset = byteOffset
  const arrays: Record<string, ElementArrays[ElementType]> = {}
  for (const [name, field] of fieldEntries) {
    if ('sameAs' in field) arrays[name] = arrays[field.sameAs]
    else {
      arrays[name] = new elementArrays[field.type](buffer, offset, field.lengthOf(shape))
      offset += float64Length(field, shape) * Float64Array.BYTES_PER_ELEMENT
    }
  }
  const workspace = { ...shape, ...arrays } as Workspace
  resetWorkspace(workspace)
  return workspace
}

const elementArrays = { f64: Float64Array, f32: Float32Array, i32: Int32Array } as const

/** The state in which each pass finds a workspace: every row counts once, and no density is bounded. */
export function resetWorkspace({ rowWeights, drift }: Workspace): void {
  rowWeights.fill(1)
  drift[4] = -Infinity
}

/** Float64 values that a workspace of this shape takes. */
export function workspaceLength(shape: WorkspaceShape): number {
  return fieldEntries.reduce((total, [, field]) => total + float64Length(field, shape), 0)
}

/** Float64 values that an array takes. They are even in number, which keeps every array on a 16-byte boundary. */
function float64Length(field: ArrayField, shape: WorkspaceShape): number {
  if ('sameAs' in field) return 0
  const bytes = field.lengthOf(shape) * elementArrays[field.type].BYTES_PER_ELEMENT
  return 2 * Math.ceil(bytes / 16)
}
