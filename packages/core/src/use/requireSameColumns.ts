import { ShapeError } from '@mixtura/numerics'
import type { MixtureParameters } from '../model/parameters.js'
import { requireMixture } from '../model/requireMixture.js'

/** @throws {ShapeError} unless p and q are mixtures with the same number of columns. */
export function requireSameColumns(p: MixtureParameters, q: MixtureParameters): void {
  requireMixture('p', p)
  requireMixture('q', q)
  if (p.columns === q.columns) return
  throw new ShapeError(
    'q',
    `a mixture in ${p.columns} ${p.columns === 1 ? 'column' : 'columns'}, like p`,
    `one in ${q.columns}`,
    'Compare mixtures of the same columns; marginalMixture leaves columns out.',
  )
}
