import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, withHoles } from '../testing/tables.js'
import { mixtureSelection } from './mixtureSelection.js'

const table = blobs({ rows: 200, columns: 2, groups: 2 })

export const familyCase: FamilyCase = {
  family: mixtureSelection,
  fit: { table, options: { components: { minimum: 1, maximum: 2 }, covarianceTypes: ['full', 'diag'] } },
  // More rows than starts are made from: starts compete in heats.
  others: [{ table: blobs({ rows: 5000, columns: 2, groups: 4 }), options: { components: { minimum: 4, maximum: 4 }, covarianceTypes: ['full'] } }],
  refused: [
    {
      table: blobs({ rows: 4, columns: 2, groups: 2 }),
      options: { components: { minimum: 5, maximum: 6 } },
      text: { en: 'The table has 4 rows, but at least 5 are needed. Add rows, or ask for fewer components.', zh: '表有 4 行，但至少需要 5 行。请增加行，或减少分量数。' },
    },
    {
      table: withHoles(table, 100),
      options: {},
      text: {
        en: 'The table has 4 missing cells. Set the option "Missing cells" to "Integrate out", or leave out the rows that have them.',
        zh: '表有 4 个缺失的单元格。请把选项“缺失单元格”设为“积分消去”，或去掉这些行。',
      },
    },
  ],
  costs: [
    { table: blobs({ rows: 3000, columns: 3, groups: 3 }), options: { components: { minimum: 1, maximum: 4 } } },
    { table: blobs({ rows: 1000, columns: 2, groups: 3 }), options: { components: { minimum: 2, maximum: 3 }, covarianceTypes: ['full'], criterion: 'cross-validation' } },
  ],
  // The same computation in the same order.
  scriptTolerance: 1e-12,
}
