import { readFileSync } from 'node:fs'
import type { SiteLanguage } from './navigation.js'

interface Shape {
  readonly columns: number
  readonly scatter: 'full' | 'diagonal'
  readonly threads: number
}

interface Traffic {
  readonly sent: number
  readonly received: number
}

/** What benchmarks/src/clickhouse writes. Times are seconds of one pass. */
interface Report {
  readonly components: number
  readonly measuredUnderLoad: boolean
  readonly kernels: {
    readonly version: string
    readonly rows: number
    readonly passes: readonly (Shape & { readonly memory: number; readonly kernel: number; readonly kernelOfNarrow: number; readonly sql: number; readonly auto: 'kernel' | 'sql'; readonly kernelTraffic: Traffic })[]
  }
  readonly shards: {
    readonly version: string
    readonly rows: number
    readonly passes: readonly (Shape & { readonly oneServer: number; readonly twoShards: number; readonly traffic: Traffic })[]
  }
  readonly provenance: { readonly date: string; readonly machine: { readonly processor: string; readonly cores: number }; readonly versions: { readonly commit: string } }
}

const file = new URL('../../../../benchmarks/results/clickhouse.json', import.meta.url)

const words = {
  en: {
    full: 'full', diagonal: 'diagonal',
    kernels: ['D', 'scatters', 'in memory, s', 'kernels, s', 'kernels, components apart, s', 'SQL, s', 'SQL / kernels', '`auto` takes', 'kernels: core-minutes for 10⁹ rows', 'bytes read a row', 'kB sent, received'],
    shards: ['D', 'scatters', 'threads of each server', 'one server, s', 'two shards, s', 'speed-up', 'kB sent, received by each shard'],
    measured: 'one pass over', rows: 'rows', components: 'components', one: 'one thread', cores: 'cores', on: 'measured', commit: 'commit', load: 'Other programs were running.',
  },
  zh: {
    full: '完整', diagonal: '对角',
    kernels: ['D', '散布矩阵', '内存，秒', '内核，秒', '内核，分量分开，秒', 'SQL，秒', 'SQL / 内核', '`auto` 的选择', '内核：10⁹ 行的核分钟数', '每行读取的字节数', '发送、接收，kB'],
    shards: ['D', '散布矩阵', '每台服务器的线程数', '一台服务器，秒', '两个分片，秒', '加速', '每个分片发送、接收，kB'],
    measured: '计算一遍', rows: '行', components: '个分量', one: '一个线程', cores: '核', on: '测于', commit: '提交', load: '机器上有其他程序在运行。',
  },
} as const

/** A table of benchmarks/results/clickhouse.json: `kernels` beside SQL, or SQL at one server and at two `shards`. Null for another name. */
export function clickhouseBlock(name: string, language: SiteLanguage): string | null {
  const text = words[language]
  if (name !== 'kernels' && name !== 'shards') return null
  const { components, measuredUnderLoad, kernels, shards, provenance } = JSON.parse(readFileSync(file, 'utf8')) as Report
  const traffic = ({ sent, received }: Traffic): string => `${(sent / 1000).toFixed(1)}, ${(received / 1000).toFixed(1)}`
  const { date, machine, versions } = provenance
  const origin = (version: string, rows: number, threads: string): string =>
    `*ClickHouse ${version}, ${text.measured} ${rows.toLocaleString('en')} ${text.rows}, ${components} ${text.components}${threads}; ${text.on} ${date.slice(0, 10)}, ${machine.processor}, ${machine.cores} ${text.cores}, ${text.commit} ${versions.commit}.${measuredUnderLoad ? ` ${text.load}` : ''}*`
  const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
    ['<div class="benchmark-table">', [heads, heads.map((_, at) => (at < 2 ? '---' : '---:')), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n'), '</div>'].join('\n\n')
  if (name === 'kernels') {
    const passes = kernels.passes.filter(({ threads }) => threads === 1)
    const rows = passes.map(({ columns, scatter, memory, kernel, kernelOfNarrow, sql, auto, kernelTraffic }) => [
      String(columns), text[scatter], memory.toFixed(2), kernel.toFixed(2), kernelOfNarrow.toFixed(2), sql.toFixed(2), (sql / kernel).toFixed(1), auto, ((kernel / kernels.rows) * (1e9 / 60)).toFixed(0), String(8 * columns), traffic(kernelTraffic),
    ])
    return `${table(text.kernels, rows)}\n\n${origin(kernels.version, kernels.rows, `, ${text.one}`)}`
  }
  const rows = shards.passes.map(pass => [
    String(pass.columns), text[pass.scatter], String(pass.threads), pass.oneServer.toFixed(2), pass.twoShards.toFixed(2), (pass.oneServer / pass.twoShards).toFixed(1), traffic(pass.traffic),
  ])
  return `${table(text.shards, rows)}\n\n${origin(shards.version, shards.rows, '')}`
}
