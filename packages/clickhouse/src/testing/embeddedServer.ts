import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient, type ClickHouseClient } from '@clickhouse/client'

type Connection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>

/** ClickHouse 26.7 as a library of this process. */
const chdb = 'chdb@3.4.0'
/** Outside the workspace, because it takes 550 MB. */
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mixtura', chdb)
/** npm leaves the library of the platform out without an error if it cannot be fetched, or if there is none. */
function isFetched(): boolean {
  const modules = join(cache, 'node_modules')
  return existsSync(join(modules, 'chdb', 'package.json')) && existsSync(join(modules, '@chdb')) && readdirSync(join(modules, '@chdb')).some(name => name.startsWith('lib-'))
}

/** Why functions in WebAssembly cannot be tested here, with the remedy; null if they can. */
export const embeddedProblem = (): string | null => (isFetched() ? null : `no ${chdb} in ${cache}: run with MIXTURA_CLICKHOUSE=chdb, which fetches 550 MB once`)

/** Milliseconds that npm may take. */
const maxFetchMilliseconds = 180_000

/** Fetches the library once, if MIXTURA_CLICKHOUSE says so: `chdb`, or `chdb-if-possible`. @throws the error of npm, unless it may fail. */
export async function fetchEmbeddedServer(): Promise<void> {
  const asked = process.env.MIXTURA_CLICKHOUSE
  if (isFetched() || (asked !== 'chdb' && asked !== 'chdb-if-possible')) return
  try {
    await fetchChdb()
  } catch (error) {
    rmSync(cache, { recursive: true, force: true })
    if (asked === 'chdb') throw error
    process.stderr.write(`${chdb} could not be fetched: ${String(error).split('\n', 1)[0]}\n`)
  }
}

async function fetchChdb(): Promise<void> {
  // An install that is cut short leaves nothing at its place.
  const unfinished = `${cache}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  try {
    writeFileSync(join(unfinished, 'package.json'), '{ "private": true }')
    await promisify(execFile)('npm', ['install', '--prefix', unfinished, '--no-audit', '--no-fund', '--ignore-scripts', chdb], { timeout: maxFetchMilliseconds })
    rmSync(cache, { recursive: true, force: true })
    renameSync(unfinished, cache)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  if (!isFetched()) throw new Error('npm has no library of it for this platform')
}

/** A modern server in this process, with functions in WebAssembly. There is one for each process at a time. */
export async function startEmbeddedServer(): Promise<{ readonly client: ClickHouseClient; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'mixtura-chdb-'))
  const config = join(folder, 'config.xml')
  writeFileSync(config, '<clickhouse><allow_experimental_webassembly_udf>true</allow_experimental_webassembly_udf></clickhouse>')
  const path = join(folder, 'data')
  const fetched = createRequire(join(cache, 'package.json'))
  const { Session } = fetched('chdb') as { Session: new (path: string, options: { readonly connectionArgs: readonly string[] }) => { cleanup(): void } }
  const { createChdbConnection } = fetched('chdb/connection') as { createChdbConnection(options: { readonly path: string }): Connection }
  // The arguments of the first session hold for all that share its folder.
  const session = new Session(path, { connectionArgs: [`--config-file=${config}`] })
  const client = createClient({ connection: createChdbConnection({ path }) })
  return {
    client,
    async stop() {
      await client.close()
      session.cleanup()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
