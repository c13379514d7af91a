import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, images, withHoles } from '../testing/tables.js'
import { anomalies } from './anomalies.js'

const table = blobs({ rows: 120, columns: 4, groups: 3 })
const small = { method: 'dagmm', components: 2, network: 'dense', widths: [4], epochs: 6, batchSize: 64, learningRate: 1e-3, share: 0.05, seed: 5 } as const

export const familyCase: FamilyCase = {
  family: anomalies,
  fit: { table, options: small },
  others: [
    { table: images({ rows: 30, side: 4 }), options: { ...small, network: 'convolutional', filters: [2], window: 3, epochs: 1 } },
    { table, options: { components: 2, share: 0.05 } },
    { table: images({ rows: 60, side: 6 }), options: { components: 1, share: 0.05 } },
  ],
  scripts: [{ table, options: { components: 2, share: 0.05 } }],
  refused: [
    {
      table: withHoles(table, 100),
      options: {},
      text: { en: 'The table has 5 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 5 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
    {
      table,
      options: { method: 'dagmm', network: 'convolutional' },
      text: {
        en: 'The rows of the table are not images. Choose a dense network, or say which height, width and channels the images have.',
        zh: '表的行不是图像。请选择全连接网络，或给出图像的高、宽和通道数。',
      },
    },
  ],
  costs: [
    { table: blobs({ rows: 2000, columns: 10, groups: 3 }), options: { method: 'dagmm', epochs: 60 } },
    { table: blobs({ rows: 2000, columns: 10, groups: 3 }), options: {} },
  ],
  // The same computation on the same backend.
  scriptTolerance: 1e-12,
}
