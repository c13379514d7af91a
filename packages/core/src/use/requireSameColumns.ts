import { ShapeError } from '../errors.js'
import type { MixtureParameters } from '../mixture/parameters.js'

/** @throws {ShapeError} unless the mixtures p and q have as many columns as each other. */
export function requireSameColumns(p: MixtureParameters, q: MixtureParameters): void {
  if (p.columns === q.columns) return
  throw new ShapeError(
    'q',
    `a mixture in ${p.columns} ${p.columns === 1 ? 'column' : 'columns'}, like p`,
    `one in ${q.columns}`,
    'Compare mixtures of the same columns; marginalMixture leaves columns out.',
  )
}
