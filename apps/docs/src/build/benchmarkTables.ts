import { readText } from './examples.js'
import type { SiteLanguage } from './navigation.js'

interface Cell {
  readonly emCase: { readonly rows: number; readonly columns: number; readonly components: number; readonly covarianceType: string; readonly spacing: 'overlapped' | 'separated' }
  readonly mixtura: { readonly milliseconds: number; readonly peakBytes: number }
  readonly scikitLearn: { readonly milliseconds: number; readonly peakBytes: number; readonly tolerance?: number; readonly reached?: boolean } | null
  readonly speedup: { readonly median: number; readonly least: number; readonly greatest: number } | null
}

interface Table {
  readonly provenance: {
    readonly date: string
    readonly machine: { readonly processor: string; readonly cores: number; readonly memoryGiB: number; readonly system: string }
    readonly versions: { readonly mixtura: string; readonly commit: string; readonly node: string }
  }
  readonly kernels: string
  readonly threads: number
  readonly measuredUnderLoad: boolean
  readonly peers: { readonly scikitLearn: { readonly version: string } | null }
  readonly cells: readonly Cell[]
}

const words = {
  en: {
    heads: ['data', 'Mixtura, ms', 'scikit-learn, ms', 'times as fast', 'smallest', 'largest'],
    spacing: { overlapped: 'overlapping', separated: 'separate' }, notReached: 'not reached', rows: 'rows',
    mean: (count: number, mean: string, least: string, greatest: string) => `Geometric mean of ${count} cells: **${mean} times as fast**, from ${least} to ${greatest}.`,
    measured: 'Measured', with: 'with', threads: 'threads on each side', commit: 'commit', cores: 'cores',
    load: 'Other programs were running just after some of the cells.', none: 'Not measured yet.',
  },
  zh: {
    heads: ['数据', 'Mixtura，毫秒', 'scikit-learn，毫秒', '快多少倍', '最小', '最大'],
    spacing: { overlapped: '重叠', separated: '分开' }, notReached: '未达到', rows: '行',
    mean: (count: number, mean: string, least: string, greatest: string) => `${count} 格的几何平均：**快 ${mean} 倍**，从 ${least} 到 ${greatest}。`,
    measured: '测于', with: '使用', threads: '个线程（双方相同）', commit: '提交', cores: '核',
    load: '部分单元格测完时，机器上有其他程序在运行。', none: '尚未测量。',
  },
} as const

type Report = Readonly<Partial<Record<'iterations' | 'convergence' | 'scaling', Table>>>

/** A table of benchmarks/results/em.json with its machine and date. */
export function benchmarkBlock(name: string, language: SiteLanguage): string {
  const report = JSON.parse(readText('../../../../benchmarks/results/em.json')) as Report
  const table = report[name as keyof Report]
  const text = words[language]
  if (!table) return text.none
  const number = new Intl.NumberFormat('en')
  const rows = table.cells.map(({ emCase, mixtura, scikitLearn, speedup }) => [
    `${number.format(emCase.rows)} × ${emCase.columns}, K=${emCase.components}, ${emCase.covarianceType}, ${text.spacing[emCase.spacing]}`,
    number.format(rounded(mixtura.milliseconds)),
    scikitLearn ? `${number.format(rounded(scikitLearn.milliseconds))}${scikitLearn.reached === false ? ` (tol ${text.notReached})` : ''}` : '–',
    ...(speedup ? [speedup.median, speedup.least, speedup.greatest].map(value => value.toFixed(1)) : ['–', '–', '–']),
  ])
  const medians = table.cells.flatMap(({ speedup }) => (speedup ? [speedup.median] : []))
  const mean = Math.exp(medians.reduce((sum, value) => sum + Math.log(value), 0) / medians.length)
  const bars = table.cells.flatMap(({ speedup }, n) => (speedup ? [{ name: rows[n]![0], value: Number(speedup.median.toFixed(2)) }] : []))
  const { machine, versions, date } = table.provenance
  return [
    medians.length > 0 ? text.mean(medians.length, mean.toFixed(1), Math.min(...medians).toFixed(1), Math.max(...medians).toFixed(1)) : '',
    bars.length > 0 ? `<BenchmarkBars bars="${escaped(JSON.stringify(bars))}" />` : '',
    '<div class="benchmark-table">',
    [text.heads, text.heads.map((_, i) => (i === 0 ? '---' : '---:')), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n'),
    '</div>',
    `*${text.measured} ${date.slice(0, 10)}: ${machine.processor}, ${machine.cores} ${text.cores}, ${machine.memoryGiB} GiB, ${machine.system}, Node ${versions.node}, Mixtura ${versions.mixtura} (${text.commit} ${versions.commit}, ${table.kernels}), ${text.with} ${table.threads} ${text.threads}${table.peers.scikitLearn ? `, scikit-learn ${table.peers.scikitLearn.version}` : ''}.${table.measuredUnderLoad ? ` ${text.load}` : ''}*`,
  ].filter(part => part !== '').join('\n\n')
}

const rounded = (milliseconds: number): number => Number(milliseconds.toPrecision(3))

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
