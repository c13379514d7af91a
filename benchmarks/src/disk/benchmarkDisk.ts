import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { spreadOf } from '../em/statistics.js'
import { requireQuietMachine } from '../machineLoad.js'
import { describeProvenance, provenance } from '../provenance.js'
import { writeReport } from '../report.js'
import { clusters, columns } from './diskTable.js'

/** Rows of the pass in memory: its time per row hardly depends on their number. */
const rowsInMemory = 2_000_000

/** Memory that the dataset may take, bytes: far less than the table. DuckDB takes 256 MiB at least. */
const memoryLimit = 2 ** 26

interface Measured {
  readonly seconds: readonly number[]
  readonly peakMegabytes: number
  readonly residence: string
}

/**
 * Time of one pass of EM over a Parquet file that stays on disk, beside the same pass in memory and the time that DuckDB needs to read
 * the columns; and the peak of memory. Each is measured in a process of its own.
 */
export async function benchmarkDisk(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rows: { type: 'string', default: '20000000' },
      passes: { type: 'string', default: '5' },
      folder: { type: 'string' },
      json: { type: 'string' },
      'on-loaded-machine': { type: 'boolean', default: false },
    },
  })
  await requireQuietMachine({ allowLoad: values['on-loaded-machine'] })
  const rows = Number(values.rows)
  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'mixtura-bench-'))
  const run = <Result>(task: string, file: string, count = rows): Result => {
    const worker = fileURLToPath(new URL('diskWorker.ts', import.meta.url))
    const lines = execFileSync(process.execPath, ['--import', 'tsx', worker, task, file, String(count), values.passes, String(memoryLimit)], { encoding: 'utf8' })
    return JSON.parse(lines.trim().split('\n').at(-1)!) as Result
  }
  /** The file of so many rows, which is kept if a folder is given. */
  const fileOf = (count: number): string => {
    const file = join(folder, `clusters-${count}.parquet`)
    if (!existsSync(file)) run('write', file, count)
    return file
  }
  try {
    console.log(`${describeProvenance(provenance())}; ${rows.toLocaleString('en')} x ${columns}, K = ${clusters}, full`)
    const [file, smallFile] = [fileOf(rows), fileOf(Math.min(rows, rowsInMemory))]
    const read = run<{ readonly added: number; readonly handedOver: number; readonly peakMegabytes: number }>('read', file)
    const disk = run<Measured>('disk', file)
    const memory = run<Measured>('memory', smallFile)
    const nanoseconds = (seconds: number, count: number): number => (1e9 * seconds) / count
    const perRow = {
      pass: nanoseconds(spreadOf(disk.seconds).median, rows),
      passInMemory: nanoseconds(spreadOf(memory.seconds).median, Math.min(rows, rowsInMemory)),
      duckDbHandsOver: nanoseconds(read.handedOver, rows),
      duckDbAdds: nanoseconds(read.added, rows),
    }
    const bound = 1.5 * (perRow.passInMemory + perRow.duckDbHandsOver)
    const line = (label: string, value: number): void => console.log(`${label.padEnd(58)} ${value.toFixed(1).padStart(8)} ns per row`)
    line(`one pass, table on ${disk.residence}`, perRow.pass)
    line('one pass in memory', perRow.passInMemory)
    line('DuckDB alone: hands the columns to Node', perRow.duckDbHandsOver)
    line('DuckDB alone: adds the columns itself', perRow.duckDbAdds)
    line('1.5 times (in memory + handed over)', bound)
    console.log(`peak memory of the process: ${disk.peakMegabytes.toFixed(0)} MB, for a file of ${(statSync(file).size / 1e6).toFixed(0)} MB`)
    writeReport('disk', {
      rows, columns, components: clusters, memoryLimit, fileBytes: statSync(file).size, perRowNanoseconds: perRow,
      ratio: perRow.pass / (perRow.passInMemory + perRow.duckDbHandsOver), secondsOfPasses: disk.seconds, peakMegabytes: disk.peakMegabytes,
      peakMegabytesOfDuckDbAlone: read.peakMegabytes,
    }, values.json ?? null)
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true })
  }
}
