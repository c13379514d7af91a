import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, withHoles } from '../testing/tables.js'
import { noiseMixture } from './noiseMixture.js'

const table = blobs({ rows: 300, columns: 2, groups: 3 })

export const familyCase: FamilyCase = {
  family: noiseMixture,
  fit: { table, options: { components: 3, starts: 2, covarianceType: 'diag' } },
  refused: [
    {
      table: blobs({ rows: 100, columns: 61, groups: 2 }),
      options: {},
      text: { en: 'The table has 61 columns, but at most 60 are possible. Choose fewer columns, or project them first.', zh: '表有 61 列，但最多只能有 60 列。请选择较少的列，或先作投影。' },
    },
    {
      table: withHoles(table, 100),
      options: {},
      text: { en: 'The table has 6 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 6 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
  ],
  costs: [{ table: blobs({ rows: 3000, columns: 4, groups: 4 }), options: { components: 4 } }],
  // The script computes the criteria from the densities of the rows, the fit from its statistics.
  scriptTolerance: 1e-9,
}
