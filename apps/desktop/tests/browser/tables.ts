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
