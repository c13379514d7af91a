import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, groupedBlobs, withHoles } from '../testing/tables.js'
import { metaStart } from './metaStart.js'

const table = groupedBlobs({ groups: 6, rowsPerGroup: 20, columns: 2 })
const small = { components: 2, innerSteps: 2, epochs: 3, stepsPerEpoch: 4, metaBatch: 4, seed: 5 } as const

export const familyCase: FamilyCase = {
  family: metaStart,
  fit: { table, options: small },
  others: [{ table, options: { ...small, method: 'maml', covarianceType: 'diag', epochs: 1 } }],
  refused: [
    {
      table: withHoles(table, 100),
      options: {},
      text: { en: 'The table has 3 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 3 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
    {
      table: { samples: table.samples },
      options: {},
      text: {
        en: 'The table has no column that divides its rows into groups. Choose one, such as the day, the site or the customer.',
        zh: '表没有把行分成群体的列。请选择一列，例如日期、地点或客户。',
      },
    },
    {
      table: blobs({ rows: 60, columns: 2, groups: 2 }),
      options: {},
      text: {
        en: 'The rows are in 2 groups, but at least 3 are needed. Choose a column with more different values.',
        zh: '行只分成 2 个群体，但至少需要 3 个。请选择不同值更多的列。',
      },
    },
    {
      table,
      options: { components: 11 },
      text: {
        en: "Group '0' has 20 rows, but at least 22 are needed. Ask for fewer components, or leave out small groups.",
        zh: '群体“0”有 20 行，但至少需要 22 行。请减少分量数，或去掉小的群体。',
      },
    },
  ],
  costs: [{ table: groupedBlobs({ groups: 10, rowsPerGroup: 100, columns: 3 }), options: { components: 3, epochs: 1, stepsPerEpoch: 40 } }],
  // The same computation on the same backend.
  scriptTolerance: 1e-12,
}
