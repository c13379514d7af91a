import type { Language } from '../texts/vocabulary.js'

/** Words of a report that belong to no family. */
export interface ReportTexts {
  readonly yes: string
  readonly no: string
  readonly facts: string
  readonly groups: string
  readonly group: string
  readonly rows: string
  readonly noise: string
  readonly intervalNote: string
  readonly profileNote: string
  readonly level: string
  readonly scatter: string
  readonly scatterOfData: (name: string) => string
  readonly scatterOfDraws: (rows: number) => string
  readonly selection: (criterion: string) => string
  readonly components: string
  readonly curves: string
  readonly options: string
  readonly script: string
  readonly scriptNote: string
  readonly origin: string
  readonly dataset: (rows: number, columns: number) => string
  readonly columns: string
  readonly column: string
  readonly type: string
  readonly role: string
  readonly missing: string
  readonly distinct: string
  readonly minimum: string
  readonly mean: string
  readonly maximum: string
  readonly standardDeviation: string
  readonly types: Readonly<Record<string, string>>
  readonly roles: Readonly<Record<string, string>>
}

const counted = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`

const en: ReportTexts = {
  yes: 'yes',
  no: 'no',
  facts: 'Results',
  groups: 'Groups',
  group: 'Group',
  rows: 'Rows',
  noise: 'noise',
  intervalNote: 'Means of the rows of each group, with 95 % intervals: 1.96 standard errors to each side. The groups were made from the same rows, so their differences look larger than they are.',
  profileNote: 'The probability of each level and the mean of each number in each group, with its standard error in brackets.',
  level: 'Level',
  scatter: 'Rows',
  scatterOfData: name => `Rows of ${name}. Ellipses hold 90 % of a component.`,
  scatterOfDraws: rows => `${counted(rows, 'row')} drawn from the model. Ellipses hold 90 % of a component.`,
  selection: criterion => `${criterion} of each candidate, less that of the best: smaller is better. The axis is logarithmic above 1.`,
  components: 'Components',
  curves: 'Course of the fit',
  options: 'Options',
  script: 'Script',
  scriptNote: 'This program repeats the fit on the table of the fit.',
  origin: 'Origin',
  dataset: (rows, columns) => `${counted(rows, 'row')}, ${counted(columns, 'column')}.`,
  columns: 'Columns',
  column: 'Column',
  type: 'Type',
  role: 'Role',
  missing: 'Missing',
  distinct: 'Distinct',
  minimum: 'Min',
  mean: 'Mean',
  maximum: 'Max',
  standardDeviation: 'SD',
  types: { number: 'number', category: 'category', text: 'text', date: 'date', boolean: 'yes or no' },
  roles: { feature: 'feature', identifier: 'identifier', constant: 'constant', category: 'category' },
}

const zh: ReportTexts = {
  yes: '是',
  no: '否',
  facts: '结果',
  groups: '各群组',
  group: '群组',
  rows: '行数',
  noise: '噪声',
  intervalNote: '各群组的行的均值及 95 % 区间（两侧各 1.96 个标准误）。群组由同样的行得出，因此其差异看起来大于实际。',
  profileNote: '各群组中每个等级的概率和每个数值的均值，括号内为标准误。',
  level: '等级',
  scatter: '各行',
  scatterOfData: name => `${name} 的各行。椭圆包含一个分量的 90 %。`,
  scatterOfDraws: rows => `从模型抽取的 ${rows} 行。椭圆包含一个分量的 90 %。`,
  selection: criterion => `各候选模型的${criterion}与最优者之差，越小越好。坐标轴在 1 以上为对数刻度。`,
  components: '分量数',
  curves: '拟合过程',
  options: '选项',
  script: '脚本',
  scriptNote: '此程序在拟合所用的表格上重复该拟合。',
  origin: '来源',
  dataset: (rows, columns) => `${rows} 行，${columns} 列。`,
  columns: '各列',
  column: '列',
  type: '类型',
  role: '角色',
  missing: '缺失',
  distinct: '不同值',
  minimum: '最小值',
  mean: '均值',
  maximum: '最大值',
  standardDeviation: '标准差',
  types: { number: '数值', category: '类别', text: '文本', date: '日期', boolean: '是或否' },
  roles: { feature: '特征', identifier: '标识', constant: '常量', category: '类别' },
}

const texts: Readonly<Record<Language, ReportTexts>> = { en, zh }

export const reportTexts = (language: Language): ReportTexts => texts[language]
