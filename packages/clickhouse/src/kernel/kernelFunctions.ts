import { inflateRawSync } from 'node:zlib'
import { readOptions, type OptionReaders } from '@mixtura/numerics/validation'
import { ClickHouseStatementError } from '../errors.js'
import { tableReaders, type TableOptions } from '../options.js'
import { onEveryShard, queryShard, repeatShard, shardsOf, type Shard } from '../shards/shard.js'
import { quoteText } from '../sql/literals.js'
import { deflatedBase64, moduleHash } from './wasmModule.js'

/** The hash of the module is in its name, so versions stand beside each other and a name always means the same code. */
const moduleName = `mixtura_${moduleHash.slice(0, 16)}`

/** Names of the functions at a server. */
export const kernelFunction = { pass: `${moduleName}_pass`, scores: `${moduleName}_scores` } as const

const functionNames = Object.values(kernelFunction)
const argumentsOf = { pass: 'cells Array(Float64), weight Float64, model String', scores: 'cells Array(Float64), model String' } as const

/** Options of `installKernels` and `uninstallKernels`. */
export type KernelOptions = Pick<TableOptions, 'client' | 'retries' | 'signal'>

const kernelReaders: OptionReaders<KernelOptions> = { client: tableReaders.client, retries: tableReaders.retries, signal: tableReaders.signal }

/**
 * Installs the kernels of core at each server as two functions in WebAssembly. Where they are, nothing is written. The functions stay
 * until `uninstallKernels`, and every user may call them.
 *
 * The server needs `allow_experimental_webassembly_udf` in its configuration (ClickHouse 26.7 or later), and the user the rights
 * to create functions and to insert into `system.webassembly_modules`. Where a shard has replicas, pass a client for each.
 *
 * @throws {InvalidOptionError} {ClickHouseStatementError} {ClickHouseUnreachableError}
 */
export async function installKernels(options: KernelOptions): Promise<void> {
  const { client, retries, signal } = readOptions('installKernels', options, kernelReaders)
  await onEveryShard(shardsOf(client, retries), signal, installAt)
}

/** Removes what this version of `installKernels` has installed. Errors as there. */
export async function uninstallKernels(options: KernelOptions): Promise<void> {
  const { client, retries, signal } = readOptions('uninstallKernels', options, kernelReaders)
  await onEveryShard(shardsOf(client, retries), signal, async (shard, either) => {
    for (const name of functionNames) await repeatShard(shard, { sql: `DROP FUNCTION IF EXISTS ${name}`, signal: either })
    await repeatShard(shard, { sql: `DELETE FROM system.webassembly_modules WHERE name = ${quoteText(moduleName)}`, signal: either })
  })
}

/** @throws {ClickHouseStatementError} {ClickHouseUnreachableError} */
export async function installAt(shard: Shard, signal: AbortSignal | undefined): Promise<void> {
  if (await areInstalled(shard, signal)) return
  const modules = await queryShard(shard, { sql: `SELECT name FROM system.webassembly_modules WHERE name = ${quoteText(moduleName)}`, signal })
  if (modules.length === 0) {
    const code = inflateRawSync(Buffer.from(deflatedBase64, 'base64')).toString('base64')
    await repeatShard(shard, { sql: `INSERT INTO system.webassembly_modules (name, code) SELECT ${quoteText(moduleName)}, base64Decode(${quoteText(code)})`, signal })
  }
  for (const name of ['pass', 'scores'] as const) {
    await repeatShard(shard, {
      sql:
        `CREATE OR REPLACE FUNCTION ${kernelFunction[name]} LANGUAGE WASM FROM ${quoteText(moduleName)} :: ${quoteText(name)} ARGUMENTS (${argumentsOf[name]}) ` +
        `RETURNS Array(Float64) ABI BUFFERED_V1 SHA256_HASH ${quoteText(moduleHash)} SETTINGS serialization_format = 'Buffers', webassembly_udf_enable_fuel = 0`,
      signal,
    })
  }
}

async function areInstalled(shard: Shard, signal: AbortSignal | undefined): Promise<boolean> {
  const found = await queryShard(shard, { sql: `SELECT name FROM system.functions WHERE name IN (${functionNames.map(quoteText).join(', ')})`, signal })
  return found.length === functionNames.length
}

/** Why a server cannot run the kernels. */
export interface KernelProblem {
  readonly cause: 'old-server' | 'not-configured' | 'refused'
  readonly reason: string
}

const oldServer: KernelProblem = { cause: 'old-server', reason: 'it is of a version without functions in WebAssembly' }

/** Why a server cannot run the kernels, before anything is installed; null if nothing speaks against it. @throws {ClickHouseUnreachableError} */
export async function kernelProblem(shard: Shard, signal: AbortSignal | undefined): Promise<KernelProblem | null> {
  try {
    const [setting] = await queryShard(shard, { sql: "SELECT value FROM system.server_settings WHERE name = 'allow_experimental_webassembly_udf'", signal })
    if (setting === undefined) return oldServer
    return setting[0] === '1' ? null : { cause: 'not-configured', reason: 'its configuration does not set allow_experimental_webassembly_udf' }
  } catch (error) {
    if (!(error instanceof ClickHouseStatementError)) throw error
    // Servers before 23 have no table of their settings.
    return /server_settings.*(doesn't exist|does not exist)|UNKNOWN_TABLE/s.test(error.reason) ? oldServer : { cause: 'refused', reason: `it does not say whether it may: ${error.reason}` }
  }
}

/** Installs the kernels. @returns why the server refuses them; null if they are there. @throws {ClickHouseUnreachableError} */
export async function installProblem(shard: Shard, signal: AbortSignal | undefined): Promise<KernelProblem | null> {
  try {
    await installAt(shard, signal)
    return null
  } catch (error) {
    if (error instanceof ClickHouseStatementError) return { cause: 'refused', reason: `it refused to install them: ${error.reason}` }
    throw error
  }
}
