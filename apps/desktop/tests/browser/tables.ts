import { createRandom } from '@mixtura/numerics'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Old Faithful as it ships: a header and 272 rows of minutes. */
export function oldFaithful(): { readonly header: string; readonly rows: readonly string[] } {
  const folder = join(createRequire(import.meta.url).resolve('@mixtura/data'), '../../samples')
  const [header, ...rows] = readFileSync(join(folder, 'old-faithful.csv'), 'utf8').trim().split(/\r?\n/)
  return { header: header!, rows }
}

/** Old Faithful as people keep tables: with a number for each row and a label. */
export function labelledOldFaithful(): string {
  const { header, rows } = oldFaithful()
  const kindOf = (row: string): string => (Number(row.split(',')[0]) > 3 ? 'long' : 'short')
  return [`id,${header},kind`, ...rows.map((row, i) => `${i + 1},${row},${kindOf(row)}`), ''].join('\n')
}

export interface BlobTable {
  readonly rows: number
  readonly columns: number
  readonly blobs: number
  /** Distance between the centres of neighbours along each axis, in standard deviations; below 3 EM takes long. */
  readonly spacing: number
}

/** CSV with columns `x1`, `x2`, …: unit Gaussians whose centres lie on seeded corners of a grid. */
export function blobTable({ rows, columns, blobs, spacing }: BlobTable): string {
  const random = createRandom(7)
  const centres = Array.from({ length: blobs }, () => Array.from({ length: columns }, () => spacing * random.integer(3)))
  const lines = [Array.from({ length: columns }, (_, d) => `x${d + 1}`).join(',')]
  for (let row = 0; row < rows; row++) {
    lines.push(centres[random.integer(blobs)]!.map(centre => (centre + random.normal()).toFixed(4)).join(','))
  }
  return `${lines.join('\n')}\n`
}

/**
 * Old Faithful as a spreadsheet writes it where a comma is the decimal sign: semicolons, a number for each row, a column of words, and
 * every fortieth wait missing.
 */
export function spreadsheetOldFaithful(): string {
  const { rows } = oldFaithful()
  const lines = rows.map((row, i) => {
    const [eruption, waiting] = row.split(',')
    return [i + 1, eruption!.replace('.', ','), i % 40 === 39 ? '' : waiting, Number(eruption) > 3 ? 'long' : 'short'].join(';')
  })
  return ['no;eruption;waiting;kind', ...lines, ''].join('\r\n')
}

/** Side of a picture of `shapePictures`, in pixels. */
const shapeSide = 16

/** Pictures of rings, discs, and lying and standing bars of many sizes and directions, as an IDX file. */
export function shapePictures(count: number): Uint8Array {
  const random = createRandom(1)
  const middle = (shapeSide - 1) / 2
  /** Pixels from the edge of a bar of length 13 that is turned by `angle`; negative inside. */
  const bar = (x: number, y: number, angle: number): number =>
    Math.max(Math.abs(x * Math.cos(angle) + y * Math.sin(angle)) - 6.5, Math.abs(y * Math.cos(angle) - x * Math.sin(angle)) - 1.3)
  /** Each shape has one free number, from 0 to 1. */
  const shapes: readonly ((x: number, y: number, free: number) => number)[] = [
    (x, y, free) => Math.abs(Math.hypot(x, y) - 5 - 1.2 * free) - 1.2,
    (x, y, free) => Math.hypot(x, y) - 2.6 - 2 * free,
    (x, y, free) => bar(x, y, 0.6 * (free - 0.5)),
    (x, y, free) => bar(x, y, 0.6 * (free - 0.5) + Math.PI / 2),
  ]
  const file = new Uint8Array(16 + count * shapeSide ** 2)
  const head = new DataView(file.buffer)
  for (const [at, value] of [0x0803, count, shapeSide, shapeSide].entries()) head.setUint32(4 * at, value)
  for (let picture = 0; picture < count; picture++) {
    const free = random.uniform()
    for (let pixel = 0; pixel < shapeSide ** 2; pixel++) {
      const edge = shapes[picture % shapes.length]!((pixel % shapeSide) - middle, Math.floor(pixel / shapeSide) - middle, free)
      file[16 + picture * shapeSide ** 2 + pixel] = 255 * Math.min(1, Math.max(0, 0.5 - edge))
    }
  }
  return file
}

const customerRows = 300

/** Customers of three kinds: numbers, categories, gaps, an identifier and a column of free text. */
export function customers(): string {
  const random = createRandom(3)
  const drawn = (probabilities: readonly number[]): number => {
    let rest = random.uniform()
    return Math.max(0, probabilities.findIndex(probability => (rest -= probability) < 0))
  }
  const kinds = [
    { spend: 20, region: [0.6, 0.1, 0.2, 0.1], size: [0.7, 0.2, 0.1], visits: 0.1, member: 0.1 },
    { spend: 55, region: [0.1, 0.6, 0.1, 0.2], size: [0.2, 0.6, 0.2], visits: 0.35, member: 0.5 },
    { spend: 90, region: [0.1, 0.1, 0.3, 0.5], size: [0.1, 0.2, 0.7], visits: 0.7, member: 0.9 },
  ]
  const lines = Array.from({ length: customerRows }, (_, row) => {
    const { spend, region, size, visits, member } = kinds[row % 3]!
    const count = Array.from({ length: 12 }, () => drawn([1 - visits, visits])).reduce((sum, one) => sum + one, 0)
    const cells = [(spend + 8 * random.normal()).toFixed(2), ['north', 'south', 'east', 'west'][drawn(region)], ['small', 'medium', 'large'][drawn(size)], count, ['no', 'yes'][drawn([1 - member, member])]]
    const withGaps = cells.map(cell => (random.uniform() < 0.03 ? '' : String(cell)))
    return [`C${1000 + row}`, ...withGaps, `"visit ${row}, and what was said"`].join(',')
  })
  return `customer_id,spend,region,size,visits,member,remark\n${lines.join('\n')}\n`
}
