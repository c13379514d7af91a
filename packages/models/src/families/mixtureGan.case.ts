import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, images, withHoles } from '../testing/tables.js'
import { mixtureGan } from './mixtureGan.js'

const table = blobs({ rows: 120, columns: 3, groups: 3 })
const small = { components: 4, network: 'dense', widths: [8], steps: 30, batchSize: 32, seed: 5 } as const

export const familyCase: FamilyCase = {
  family: mixtureGan,
  fit: { table, options: { ...small, encoder: true } },
  others: [{ table: images({ rows: 20, side: 4 }), options: { ...small, network: 'convolutional', filters: [2], window: 3, steps: 4, batchSize: 'automatic', head: 'mixture' } }],
  refused: [
    {
      table: withHoles(table, 100),
      options: {},
      text: { en: 'The table has 4 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 4 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
    {
      table,
      options: { batchSize: 200 },
      text: { en: 'The table has 120 rows, fewer than the 200 of one step. Lower the batch size, or add rows.', zh: '表有 120 行，少于一步所需的 200 行。请减小批大小，或增加行。' },
    },
    {
      table,
      options: { batchSize: 32, packing: 3 },
      text: {
        en: 'A batch of 32 rows cannot be divided into packs of 3. Choose a batch size that is a multiple of the packing.',
        zh: '32 行的批不能分成每组 3 行。请选择打包行数的倍数作为批大小。',
      },
    },
    {
      table: images({ rows: 20, side: 6 }),
      options: {},
      text: {
        en: 'Images of 6 x 6 pixels cannot be halved often enough: both sides must be divisible by 4. Ask for fewer layers of filters, or use images of other sides.',
        zh: '6 x 6 像素的图像不能多次减半：两边都必须能被 4 整除。请减少卷积层数，或使用其他边长的图像。',
      },
    },
  ],
  costs: [{ table: blobs({ rows: 1000, columns: 3, groups: 3 }), options: { components: 10, steps: 100 } }],
  // The same computation on the same backend.
  scriptTolerance: 1e-12,
}
