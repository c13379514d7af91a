import type { FamilyCase } from '../testing/familyCase.js'
import { blobs, withHoles } from '../testing/tables.js'
import { mixtureClassifier } from './mixtureClassifier.js'

const table = blobs({ rows: 240, columns: 2, groups: 3 })
const { labels: _labels, ...unlabelled } = table
const words = { ...table, labels: table.labels.map(label => ['low', 'middle', 'high'][Number(label)]), labelName: 'level' }
const tenRows = blobs({ rows: 10, columns: 2, groups: 2 })

export const familyCase: FamilyCase = {
  family: mixtureClassifier,
  fit: { table: words, options: { components: { minimum: 1, maximum: 2 }, covarianceTypes: ['VVV', 'VVI'] } },
  others: [
    { table, options: { method: 'EDDA', priors: 'equal' } },
    // More rows of a class than starts are made from: starts compete in heats.
    { table: blobs({ rows: 6000, columns: 2, groups: 2 }), options: { components: { minimum: 2, maximum: 2 }, covarianceTypes: ['VVV'] } },
  ],
  refused: [
    {
      table: unlabelled,
      options: {},
      text: { en: 'The rows have no known classes. Choose the column that holds the class of each row.', zh: '各行没有已知的类别。请选择给出每行类别的列。' },
    },
    {
      table: { ...table, labels: table.labels.map(() => 'all') },
      options: {},
      text: { en: 'All rows are of the class all. Choose a column with at least two classes.', zh: '所有行都属于类别 all。请选择至少有两个类别的列。' },
    },
    {
      table: { ...tenRows, labels: tenRows.labels.map((_, row) => (row === 0 ? 'rare' : 'common')) },
      options: {},
      text: { en: 'The class rare has 1 row, but at least 2 are needed. Add rows of this class, leave it out, or ask for fewer components.', zh: '类别 rare 有 1 行，但至少需要 2 行。请增加此类别的行，去掉此类别，或减少分量数。' },
    },
    {
      table: withHoles(table, 100),
      options: {},
      text: { en: 'The table has 5 missing cells. Leave out the rows that have them, or fill the cells.', zh: '表有 5 个缺失的单元格。请去掉这些行，或填补单元格。' },
    },
  ],
  costs: [{ table: blobs({ rows: 3000, columns: 3, groups: 3 }), options: { components: { minimum: 1, maximum: 3 } } }],
  // The same computation in the same order.
  scriptTolerance: 1e-12,
}
