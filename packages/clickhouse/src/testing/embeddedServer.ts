import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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
const isFetched = (): boolean => existsSync(join(cache, 'node_modules', 'chdb', 'package.json'))

/** Why functions in WebAssembly cannot be tested here, with the remedy; null if they can. */
export const embeddedProblem = (): string | null => (isFetched() ? null : `no ${chdb} in ${cache}: run with MIXTURA_CLICKHOUSE=chdb, which fetches 550 MB once`)

/** Milliseconds that npm may take. */
const longestFetch = 180_000

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
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{ "private": true }')
  await promisify(execFile)('npm', ['install', '--prefix', cache, '--no-audit', '--no-fund', '--ignore-scripts', chdb], { timeout: longestFetch })
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
