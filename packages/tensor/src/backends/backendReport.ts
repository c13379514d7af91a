import { readOptions } from '@mixtura/numerics/validation'
import { loadReaders, type Availability, type LoadOptions } from './availability.js'
import { backendNames } from './backendName.js'
import { loadBackend } from './loadBackend.js'

/** Every backend, best first, with its device here, or with the reason why it is not available and what to do about it. */
export async function listBackends(given?: LoadOptions): Promise<readonly Availability[]> {
  const options = readOptions<LoadOptions>('listBackends', given, loadReaders)
  const found: Availability[] = []
  for (const name of backendNames) found.push(await loadBackend(name, options))
  return found
}

/** The result of {@link listBackends} as lines for a terminal. */
export async function backendReport(options?: LoadOptions): Promise<string> {
  const width = Math.max(...backendNames.map(name => name.length))
  return (await listBackends(options)).map(backend => `${backend.name.padEnd(width)}  ${describe(backend)}`).join('\n')
}

function describe(backend: Availability): string {
  if (!backend.available) return `no: ${backend.reason}. ${backend.remedy}`
  const threads = backend.threads !== null && backend.threads > 1 ? `, ${backend.threads} threads` : ''
  return `yes: ${backend.device}${threads}`
}
