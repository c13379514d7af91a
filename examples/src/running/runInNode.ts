import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ExampleRun } from './runExample.js'

/** Folder in which examples run. They open its files by name. */
const sampleFiles = fileURLToPath(new URL('../../../packages/data/samples/', import.meta.url))
/** A URL, because examples run in another folder. */
const tsx = import.meta.resolve('tsx')

/** Runs an example in a process of its own. */
export async function runInNode(name: string): Promise<ExampleRun> {
  const args = ['--import', tsx, fileURLToPath(new URL('printRun.ts', import.meta.url)), new URL(`../${name}.ts`, import.meta.url).href]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: sampleFiles, maxBuffer: 1 << 24 })
  return JSON.parse(stdout) as ExampleRun
}
