import type { FamilyList, FamilyTexts } from '../../contract/families.js'

const en: FamilyTexts = {
  families: {
    blobs: { name: 'Blobs', summary: 'Finds round groups.', synonyms: ['soft clustering', 'GMM'] },
    sorter: { name: 'Sorter', summary: 'Learns known classes.', synonyms: ['discriminant analysis'] },
  },
  options: {
    components: { name: 'Components', explanation: 'How many groups there are.' },
    sizes: { name: 'Sizes', explanation: 'Which numbers are tried.' },
    rate: { name: 'Rate', explanation: 'How fast it learns.' },
    epochs: { name: 'Epochs', explanation: 'How long it learns.' },
    shape: { name: 'Shape', explanation: 'What groups look like.' },
    shapes: { name: 'Shapes', explanation: 'What is tried.' },
    widths: { name: 'Widths', explanation: 'Units of each layer.' },
    scaled: { name: 'Scaled', explanation: 'Whether columns are scaled.' },
    seed: { name: 'Seed', explanation: 'The same seed gives the same result.' },
  },
  choices: { automatic: 'Automatic', round: 'Round: circles', long: 'Long: ellipses', thin: 'Thin: lines' },
  refusals: {},
  phases: { search: 'Looking for starts', fit: 'Fitting all rows' },
  places: { start: 'Start' },
  stepNames: { iteration: 'Iteration' },
  metrics: { likelihood: 'Log-likelihood' },
  facts: { components: 'Components', shape: 'Shape', bic: 'BIC', converged: 'Converged' },
  tables: { candidates: 'Candidates' },
  units: { natsPerRow: 'nats per row', epochs: 'epochs', '': '' },
  capabilities: { predict: 'Groups of rows' },
}

const zh: FamilyTexts = {
  ...en,
  families: {
    blobs: { name: '团块', summary: '找出圆形的群组。', synonyms: ['软聚类'] },
    sorter: { name: '分类器', summary: '学习已知的类别。', synonyms: ['判别分析'] },
  },
  phases: { search: '寻找起点', fit: '拟合所有行' },
  facts: { components: '分量数', shape: '形状', bic: 'BIC', converged: '已收敛' },
}

const plain = { unit: '', advanced: false }

/** Two families with every kind of option, as an engine would describe them. The first is the one for newcomers. */
export const fakeFamilies: FamilyList = {
  families: [
    {
      kind: 'blobs', engine: 'core', usesLabels: false,
      options: [
        { ...plain, name: 'components', text: 'components', kind: 'count', minimum: 1, maximum: 1000, automatic: false, default: 3 },
        { ...plain, name: 'shape', text: 'shape', kind: 'choice', values: ['round', 'long', 'thin'], default: 'round' },
        { ...plain, name: 'widths', text: 'widths', kind: 'counts', minimum: 1, maximum: 100, maximumLength: 3, default: [8, 4], when: { option: 'shape', is: ['thin'] } },
        { ...plain, name: 'epochs', text: 'epochs', unit: 'epochs', kind: 'count', minimum: 1, maximum: 100, automatic: true, default: 'automatic' },
        { ...plain, name: 'seed', text: 'seed', kind: 'count', minimum: 0, maximum: 99, automatic: false, default: 0 },
        { ...plain, name: 'rate', text: 'rate', kind: 'number', minimum: 0, maximum: 1, above: true, automatic: false, default: 0.001, advanced: true },
        { ...plain, name: 'scaled', text: 'scaled', kind: 'flag', default: true, advanced: true },
      ],
      capabilities: ['predict', 'responsibilities', 'logDensity', 'anomalyScore', 'sample', 'mixture', 'components'],
      phases: ['search', 'fit'], metrics: { likelihood: 'natsPerRow' }, texts: null,
    },
    {
      kind: 'sorter', engine: 'core', usesLabels: true,
      options: [
        { ...plain, name: 'sizes', text: 'sizes', kind: 'range', minimum: 1, maximum: 9, default: { minimum: 1, maximum: 5 } },
        { ...plain, name: 'shapes', text: 'shapes', kind: 'choices', values: ['round', 'long', 'thin'], default: ['round', 'long'] },
      ],
      capabilities: ['predict'], phases: ['fit'], metrics: {}, texts: null,
    },
  ],
  texts: { en, zh },
}
