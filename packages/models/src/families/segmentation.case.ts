import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, colouredImages, withHoles } from '../testing/tables.js'
import { segmentation } from './segmentation.js'

const table = colouredImages({ rows: 6, height: 12, width: 10, deviation: 0.25 })

export const familyCase: FamilyCase = {
  family: segmentation,
  fit: { table, options: { components: { minimum: 3, maximum: 3 }, seed: 5 } },
  scripts: [
    {
      table,
      options: { components: { minimum: 2, maximum: 3 }, covarianceType: 'diag', smoothness: 0.5, neighbours: 'sides', position: 0.5, pixels: 500, rounds: 5, regularization: 1e-5 },
    },
  ],
  refused: [
    {
      table: blobs({ rows: 20, columns: 4, groups: 2 }),
      options: {},
      text: {
        en: 'The rows of the table are not images. Open a table of images, or give the height, width and channels of the images in its rows.',
        zh: '表的行不是图像。请打开图像的表，或给出各行图像的高、宽和通道数。',
      },
    },
    {
      table: { samples: { data: new Float64Array(4).fill(1), rows: 1, columns: 4 }, imageShape: [2, 2, 1] },
      options: { components: { minimum: 2, maximum: 5 } },
      text: {
        en: 'The images have 4 pixels, but at least 5 are needed. Add images, or ask for fewer segments.',
        zh: '图像共有 4 个像素，但至少需要 5 个。请增加图像，或减少区域数。',
      },
    },
    {
      table: withHoles(table, 100),
      options: {},
      text: { en: 'The table has 22 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 22 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
  ],
  costs: [
    { table: colouredImages({ rows: 20, height: 64, width: 64, deviation: 0.25 }), options: {} },
    { table: colouredImages({ rows: 1, height: 96, width: 96, deviation: 0.25 }), options: { components: { minimum: 2, maximum: 4 } } },
  ],
  // The same computation in the same order.
  scriptTolerance: 1e-12,
}
