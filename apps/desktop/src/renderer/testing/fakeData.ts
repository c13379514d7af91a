import type { Cell, ColumnSummary, DatasetSummary } from '../../contract/dataset.js'
import type { Ellipse } from '../../contract/features.js'
import type { FitSummary } from '../../contract/fit.js'
import { datasetIdSchema } from '../../contract/identifiers.js'
import type { SelectedRows, Selection } from '../../contract/selection.js'
import type { Profiles, Silhouettes } from '../../contract/profiles.js'
import type { GroupStatistics, MembershipPage, Scatter } from '../../contract/results.js'

/** Artificial but plausible data, which are the same in each run. */
export interface FakeTable {
  readonly summary: DatasetSummary
  cell(row: number, column: number): Cell
}

/** A number in [0, 1) that depends only on the arguments. */
export function noise(...seeds: readonly number[]): number {
  let state = 2166136261
  for (const seed of seeds) state = Math.imul(state ^ (seed + 0x9e3779b9), 16777619) ^ (state >>> 13)
  return (state >>> 0) / 2 ** 32
}

/** An approximately standard normal number. */
function draw(...seeds: readonly number[]): number {
  let sum = -6
  for (let i = 0; i < 12; i++) sum += noise(...seeds, i * 7 + 1)
  return sum
}

interface Group { readonly share: number; readonly mean: readonly number[]; readonly sd: readonly number[]; readonly correlation: number }

const faithful: readonly Group[] = [
  { share: 0.644, mean: [4.289, 79.97], sd: [0.412, 6.0], correlation: 0.38 },
  { share: 0.356, mean: [2.036, 54.48], sd: [0.263, 5.82], correlation: 0.28 },
]

export function groupOf(row: number): number {
  return noise(row, 99) < faithful[0]!.share ? 0 : 1
}

function measured(row: number): [number, number] {
  const { mean, sd, correlation } = faithful[groupOf(row)]!
  const first = draw(row, 1)
  const second = correlation * first + Math.sqrt(1 - correlation ** 2) * draw(row, 2)
  return [round(mean[0]! + sd[0]! * first, 3), Math.round(mean[1]! + sd[1]! * second)]
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

const numberColumn: Omit<ColumnSummary, 'name'> = {
  type: 'number', detectedType: 'number', role: 'feature', missing: 0, nonFinite: 0, distinct: 120,
  minimum: 1.6, maximum: 5.1, mean: 3.488, standardDeviation: 1.141,
}

const extraColumns: readonly ColumnSummary[] = [
  { ...numberColumn, name: 'eruption_id', role: 'identifier', distinct: 272, minimum: 1, maximum: 272, mean: 136.5, standardDeviation: 78.66 },
  { ...numberColumn, name: 'station', role: 'constant', distinct: 1, minimum: 7, maximum: 7, mean: 7, standardDeviation: 0 },
  { ...numberColumn, name: 'observer', type: 'category', detectedType: 'category', role: 'category', distinct: 3, minimum: null, maximum: null, mean: null, standardDeviation: null },
]

/** A table of `rows` eruptions. `extras` adds columns that are proposed for exclusion; with `missing` above 0, some waiting times are empty. */
export function fakeFaithful(options: { rows?: number; extras?: boolean; missing?: number; onDisk?: boolean; server?: DatasetSummary['server']; id?: string } = {}): FakeTable {
  const { rows = 272, extras = false, missing = 0, onDisk = false, server = null, id = 'dataset-1' } = options
  const columns: ColumnSummary[] = [
    { ...numberColumn, name: 'eruptions' },
    { ...numberColumn, name: 'waiting', missing, minimum: 43, maximum: 96, mean: 70.897, standardDeviation: 13.595 },
    ...(extras ? extraColumns : []),
  ]
  return {
    summary: { id: datasetIdSchema.parse(id), name: 'old-faithful', format: 'csv', rows, columns, images: false, imageShape: null, onDisk, server, dialect: null, reading: {}, tables: null, title: null, note: '' },
    cell(row, column) {
      if (column === 1 && row % 37 === 5 && missing > 0) return null
      if (column < 2) return measured(row)[column as 0 | 1]
      return [row + 1, 7, ['Ada', 'Ben', 'Chen'][row % 3]!][column - 2]!
    },
  }
}

/** Ellipses between a poor start (`share` 0) and the fit (`share` 1). */
export function fakeEllipses(share: number): Ellipse[] {
  return faithful.map(({ mean, sd, correlation, share: weight }, k) => {
    const wide = 1 + (1 - share) * (k === 0 ? 1.2 : 1.6)
    const drift = (1 - share) * (k === 0 ? -1 : 1)
    return {
      weight: weight * share + 0.5 * (1 - share),
      mean: [mean[0]! + drift * 0.7, mean[1]! + drift * 9],
      covariance: [(sd[0]! * wide) ** 2, correlation * sd[0]! * sd[1]! * wide ** 2, (sd[1]! * wide) ** 2],
    }
  })
}

export function fakeScatter(table: FakeTable, fitted: boolean, limit: number): Scatter {
  const shown = Math.min(limit, table.summary.rows)
  const positions = new Float32Array(shown * 2)
  const rows = new Uint32Array(shown)
  const labels = new Uint16Array(fitted ? shown : 0)
  const uncertainty = new Float32Array(fitted ? shown : 0)
  for (let i = 0; i < shown; i++) {
    const row = Math.floor((i * table.summary.rows) / shown)
    positions.set(measured(row), i * 2)
    rows[i] = row
    if (fitted) {
      labels[i] = groupOf(row)
      uncertainty[i] = uncertaintyOf(row)
    }
  }
  return {
    xLabel: 'eruptions', yLabel: 'waiting', explained: null, positions, rows, labels, uncertainty, densities: new Float32Array(0), scores: new Float32Array(0),
    ellipses: fitted ? fakeEllipses(1) : [], total: table.summary.rows,
  }
}

function uncertaintyOf(row: number): number {
  const [eruption] = measured(row)
  return 0.5 * Math.exp(-(((eruption - 3) / 0.35) ** 2))
}

export function fakeMemberships(table: FakeTable, offset: number, limit: number, group: number | null): MembershipPage {
  const all = Array.from({ length: Math.min(table.summary.rows, 5000) }, (_, row) => row)
    .filter(row => group === null || groupOf(row) === group)
  return {
    offset,
    total: group === null ? table.summary.rows : all.length,
    rows: (group === null
      ? Array.from({ length: Math.max(0, Math.min(limit, table.summary.rows - offset)) }, (_, i) => offset + i)
      : all.slice(offset, offset + limit)).map(row => {
      const label = groupOf(row)
      const uncertainty = uncertaintyOf(row)
      return {
        row,
        label,
        posteriors: label === 0 ? [1 - uncertainty, uncertainty] : [uncertainty, 1 - uncertainty],
        logDensity: -3.2 - 4 * noise(row, 5),
        anomalyScore: 3.2 + 4 * noise(row, 5),
        values: measured(row),
      }
    }),
  }
}

/** Group 2 differs most in `waiting`. */
export const fakeProfiles: Profiles = {
  weightedBy: 'posteriors',
  exemplarsBy: 'density',
  groups: faithful.map(({ share, mean, sd }, k) => ({
    size: 272 * share,
    mean: Float64Array.from(mean),
    standardDeviation: Float64Array.from(sd),
    standardError: Float64Array.from(sd, value => value / Math.sqrt(272 * share)),
    restMean: Float64Array.from(faithful[1 - k]!.mean),
    difference: Float64Array.of(k === 0 ? 6 : -3, k === 0 ? 4 : -4.5),
    exemplars: { rows: Uint32Array.of(3, 8), values: Float64Array.of(...mean, ...mean), posteriors: Float64Array.of(1, 0, 1, 0), images: null },
    doubtful: { rows: Uint32Array.of(5), values: Float64Array.of(3, 70), posteriors: Float64Array.of(0.55, 0.45), images: null },
  })),
  meanImages: null,
}

export const fakeSilhouettes: Silhouettes = {
  of: 'rows', compared: 200, total: 272, mean: 0.71,
  groups: [{ mean: 0.75, values: Float32Array.of(0.9, 0.8, 0.55) }, { mean: 0.64, values: Float32Array.of(0.8, 0.7, -0.1) }],
}

/** Every selection has the rows of the group that its last part names; of the first group if it names none. */
export function fakeSelectedRows(table: FakeTable, { parts }: Selection): SelectedRows {
  const region = parts.at(-1)!.region
  const group = region.kind === 'group' ? region.group : 0
  const { rows } = table.summary
  const bits = new Uint32Array(Math.ceil(rows / 32))
  const groups = new Uint32Array(2)
  for (let row = 0; row < rows; row++) {
    if (groupOf(row) !== group) continue
    bits[row >>> 5]! |= 1 << (row & 31)
    groups[group]!++
  }
  return { selected: groups[group]!, total: rows, groups, noise: 0, bits }
}

/** The value of an increasing, flattening curve after `iteration` M-steps. */
export function fakeLogLikelihood(start: number, iteration: number): number {
  return -4.155 - 0.02 * ((start * 7) % 3) - (0.6 + 0.1 * start) * Math.exp(-iteration / (2.5 + start * 0.4))
}

/** The results of a completed fit with two components. */
export function fakeResults(rows: number, iterations: number): Pick<FitSummary, 'capabilities' | 'facts' | 'curves' | 'tables' | 'groups'> {
  const steps = Array.from({ length: iterations + 1 }, (_, i) => i)
  return {
    capabilities: ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'sample', 'mixture', 'components'],
    facts: [
      { name: 'components', value: 2, unit: '' },
      { name: 'shape', value: 'round', unit: '' },
      { name: 'bic', value: 2322.2, unit: '' },
      { name: 'converged', value: true, unit: '' },
    ],
    curves: [{ name: 'likelihood', unit: 'natsPerRow', step: 'iteration', steps, values: steps.map(step => fakeLogLikelihood(0, step)) }],
    tables: [
      {
        name: 'candidates',
        columns: [{ name: 'components', unit: '' }, { name: 'shape', unit: '' }, { name: 'bic', unit: '' }],
        rows: [[2, 'round', 2322.2], [3, 'long', 2330.5], [1, 'round', null]],
        refits: [{ family: 'blobs', options: { components: 2 } }, { family: 'blobs', options: { components: 3, shape: 'long' } }, null],
      },
    ],
    groups: faithful.map(({ share }) => ({ label: null, name: null, size: Math.round(share * rows), weight: share })),
  }
}

export const fakeGroups: GroupStatistics = { of: 'components', groups: faithful.map(({ mean, sd }) => ({ mean: [...mean], standardDeviation: [...sd] })) }
