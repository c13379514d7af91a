import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, images, withHoles } from '../testing/tables.js'
import { mixtureVae } from './mixtureVae.js'

const table = blobs({ rows: 120, columns: 4, groups: 3 })
const small = { components: 3, code: 2, network: 'dense', widths: [8], pretrainingEpochs: 3, epochs: 3, batchSize: 64, densityDraws: 5, seed: 5 } as const

export const familyCase: FamilyCase = {
  family: mixtureVae,
  fit: { table, options: small },
  others: [{ table: images({ rows: 40, side: 4 }), options: { ...small, network: 'convolutional', filters: [2], window: 3, partition: 'manifold', elbo: 'mean-field' } }],
  refused: [
    {
      table: withHoles(table, 100),
      options: {},
      text: { en: 'The table has 5 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 5 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
    {
      table: blobs({ rows: 2, columns: 4, groups: 2 }),
      options: {},
      text: { en: 'The table has 2 rows, but at least 3 are needed. Add rows, or ask for fewer components.', zh: '表有 2 行，但至少需要 3 行。请增加行，或减少分量数。' },
    },
  ],
  costs: [{ table: blobs({ rows: 1000, columns: 10, groups: 4 }), options: { components: 4, network: 'dense', widths: [64, 32], pretrainingEpochs: 10, epochs: 10 } }],
  stoppedIn: 'training',
  // The same computation on the same backend.
  scriptTolerance: 1e-12,
}
