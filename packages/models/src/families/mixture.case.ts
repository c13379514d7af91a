import { mixedTable } from '../testing/mixedTable.js'
import { blobs, withHoles } from '../testing/tables.js'
import type { FamilyCase } from '../testing/familyCase.js'
import { mixture } from './mixture.js'

const table = blobs({ rows: 400, columns: 3, groups: 3 })

export const familyCase: FamilyCase = {
  family: mixture,
  fit: { table, options: { components: 3, seed: 7 } },
  // More rows than starts are made from: starts compete in heats.
  others: [{ table: blobs({ rows: 5000, columns: 4, groups: 4 }), options: { components: 4 } }],
  scripts: [
    {
      table: { ...withHoles(table, 40), columnNames: ['a', "b's width", 'c'] },
      options: { components: 2, covarianceType: 'VEI', missing: 'marginalize', starts: 2, tolerance: 1e-6, regularization: 1e-5, weights: 'equal', initialize: 'k-means' },
    },
    { table, options: { components: 2, covarianceType: 'factors', factors: 1, maxIterations: 30 } },
  ],
  refused: [
    {
      table: mixedTable({ rows: 20 }),
      options: {},
      text: {
        en: 'These columns are not numbers: region, size, visits, member. Leave them out, or choose the mixed mixture.',
        zh: '这些列不是数值：region, size, visits, member。请去掉它们，或选择混合类型数据的混合模型。',
      },
    },
    {
      table: blobs({ rows: 4, columns: 2, groups: 2 }),
      options: { components: 5 },
      text: { en: 'The table has 4 rows, but at least 5 are needed. Add rows, or ask for fewer components.', zh: '表有 4 行，但至少需要 5 行。请增加行，或减少分量数。' },
    },
    {
      table: withHoles(table, 100),
      options: {},
      text: {
        en: 'The table has 12 missing cells. Set the option "Missing cells" to "Integrate out", or leave out the rows that have them.',
        zh: '表有 12 个缺失的单元格。请把选项“缺失单元格”设为“积分消去”，或去掉这些行。',
      },
    },
    {
      table,
      options: { covarianceType: 'factors', factors: 3 },
      text: { en: 'The options ask for 3 factors, but the table has 3 columns. Ask for fewer factors than there are columns.', zh: '因子数为 3，而列数为 3。请使因子数小于列数。' },
    },
  ],
  costs: [
    { table: blobs({ rows: 300_000, columns: 6, groups: 5 }), options: { components: 5 } },
    { table: blobs({ rows: 5000, columns: 4, groups: 4 }), options: { components: 4 } },
  ],
  // The same computation in the same order; the mean is multiplied and divided by the rows once more.
  scriptTolerance: 1e-12,
}
