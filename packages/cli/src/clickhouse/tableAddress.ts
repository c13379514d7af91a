import { usageError } from '../commandError.js'
import type { CliTexts } from '../texts/vocabulary.js'

/** A table of ClickHouse, at one server or at several shards. */
export interface TableAddress {
  /** Addresses of the servers, without anything secret. */
  readonly urls: readonly string[]
  readonly username?: string
  readonly database: string
  readonly table: string
}

const scheme = /^clickhouse(s?):\/\//

export const isTableAddress = (text: string | undefined): text is string => text !== undefined && scheme.test(text)

/**
 * Reads clickhouse://[user@]host[:port][,host[:port]…]/database/table; clickhouses:// is the same over TLS.
 *
 * @throws {CommandError} for other forms, and for passwords, which shells and lists of processes would show.
 */
export function readTableAddress(text: string, texts: CliTexts): TableAddress {
  const [start, isSecure] = scheme.exec(text)!
  const [servers = '', database = '', table = '', ...more] = text.slice(start.length).split('/')
  const at = servers.lastIndexOf('@')
  const user = at < 0 ? undefined : servers.slice(0, at)
  if (user?.includes(':')) throw usageError(texts.clickhouse.passwordInAddress)
  const hosts = servers.slice(at + 1).split(',')
  const port = isSecure ? 8443 : 8123
  const urls = hosts.map(host => `http${isSecure}://${/:\d+$/.test(host) ? host : `${host}:${port}`}`)
  if (database === '' || table === '' || more.length > 0 || hosts.includes('') || !urls.every(url => URL.canParse(url))) throw usageError(texts.clickhouse.wrongAddress(text))
  const [username, ...names] = [user ?? '', database, table].map(decoded)
  if (username === null || names.includes(null)) throw usageError(texts.clickhouse.wrongAddress(text))
  return { urls, ...(username && { username }), database: names[0]!, table: names[1]! }
}

/** The name that a part of an address stands for; null if its percent signs encode none. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
