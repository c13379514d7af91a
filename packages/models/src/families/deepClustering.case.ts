import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, images, withHoles } from '../testing/tables.js'
import { deepClustering } from './deepClustering.js'

const table = blobs({ rows: 150, columns: 4, groups: 3 })
const small = { components: 3, code: 2, network: 'dense', widths: [8], pretrainingEpochs: 4, rounds: 2, batchSize: 64, seed: 5 } as const

export const familyCase: FamilyCase = {
  family: deepClustering,
  fit: { table, options: { ...small, keep: 'last' } },
  others: [{ table: images({ rows: 60, side: 4 }), options: { ...small, network: 'convolutional', filters: [2], window: 3, partition: 'mixture', covarianceType: 'spherical' } }],
  refused: [
    {
      table: withHoles(table, 100),
      options: {},
      text: { en: 'The table has 6 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 6 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
    {
      table,
      options: { network: 'convolutional' },
      text: {
        en: 'The rows of the table are not images. Choose a dense network, or say which height, width and channels the images have.',
        zh: '表的行不是图像。请选择全连接网络，或给出图像的高、宽和通道数。',
      },
    },
    {
      table: images({ rows: 60, side: 6 }),
      options: { network: 'convolutional' },
      text: {
        en: 'Images of 6 x 6 pixels cannot be halved often enough: both sides must be divisible by 4. Ask for fewer layers of filters, or use images of other sides.',
        zh: '6 x 6 像素的图像不能多次减半：两边都必须能被 4 整除。请减少卷积层数，或使用其他边长的图像。',
      },
    },
  ],
  costs: [{ table: blobs({ rows: 800, columns: 20, groups: 4 }), options: { components: 4, pretrainingEpochs: 10, rounds: 1 } }],
  stoppedIn: 'refinement',
  // The same computation on the same backend.
  scriptTolerance: 1e-12,
}
