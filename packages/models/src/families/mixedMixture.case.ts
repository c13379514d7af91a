import type { FamilyCase } from '../testing/familyCase.js'
import { mixedTable } from '../testing/mixedTable.js'
import { blobs, withHoles } from '../testing/tables.js'
import { mixedMixture } from './mixedMixture.js'

const table = mixedTable({ rows: 200 })
const components = { minimum: 1, maximum: 2 }

export const familyCase: FamilyCase = {
  family: mixedMixture,
  fit: { table, options: { components, starts: 2 } },
  // The starts of one class are all alike: only automatic starts are compared on drawn rows.
  others: [{ table: mixedTable({ rows: 5000 }), options: { components: { minimum: 3, maximum: 3 } } }],
  scripts: [
    { table: withHoles(table, 13), options: { components, starts: 1, criterion: 'icl', ordinalModel: 'categories', countDistribution: 'negative-binomial', pseudoCount: 1 } },
    { table: blobs({ rows: 100, columns: 2, groups: 2 }), options: { components, starts: 1, criterion: 'aic' } },
  ],
  refused: [
    {
      table: mixedTable({ rows: 3 }),
      options: { components: { minimum: 4, maximum: 6 } },
      text: { en: 'The table has 3 rows, but at least 4 are needed. Add rows, or ask for fewer components.', zh: '表有 3 行，但至少需要 4 行。请增加行，或减少分量数。' },
    },
  ],
  costs: [{ table: mixedTable({ rows: 4000 }), options: { components: { minimum: 1, maximum: 3 } } }],
  // The same computation in the same order; the mean is multiplied by the rows once more.
  scriptTolerance: 1e-12,
}
