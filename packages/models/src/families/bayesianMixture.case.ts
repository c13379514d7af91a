import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, withHoles } from '../testing/tables.js'
import { bayesianMixture } from './bayesianMixture.js'

const table = blobs({ rows: 300, columns: 2, groups: 3 })

export const familyCase: FamilyCase = {
  family: bayesianMixture,
  fit: { table, options: { components: 5, starts: 2, weightConcentration: 0.1 } },
  refused: [
    {
      table: blobs({ rows: 4, columns: 2, groups: 2 }),
      options: {},
      text: { en: 'The table has 4 rows, but at least 10 are needed. Add rows, or ask for fewer components.', zh: '表有 4 行，但至少需要 10 行。请增加行，或减少分量数。' },
    },
    {
      table: withHoles(table, 100),
      options: {},
      text: {
        en: 'The table has 6 missing cells. Set the option "Missing cells" to "Integrate out", or leave out the rows that have them.',
        zh: '表有 6 个缺失的单元格。请把选项“缺失单元格”设为“积分消去”，或去掉这些行。',
      },
    },
  ],
  costs: [{ table: blobs({ rows: 3000, columns: 4, groups: 4 }), options: { components: 8 } }],
  // The same computation in the same order.
  scriptTolerance: 1e-12,
}
