import { InvalidOptionError, MixturaError, ShapeError } from '@mixtura/numerics'
import { describeValue, list, optional, record, text as textReader, type Reader } from '@mixtura/numerics/validation'

/** A table of ClickHouse, at one server or at several shards. */
export interface TableAddress {
  /** Addresses of the servers, without anything secret. */
  readonly urls: readonly string[]
  readonly username?: string | undefined
  /** Only if the text had one. `tableAddressText` leaves it out. */
  readonly password?: string | undefined
  readonly database: string
  readonly table: string
}

/** Thrown for a text that is no address of a table. It does not repeat the text, which may hold a password. */
export class TableAddressError extends MixturaError {
  override readonly name = 'TableAddressError'
  readonly code = 'table-address'
  constructor() {
    super('This is no address of a table of ClickHouse. Write for example clickhouse://localhost/default/eruptions, or clickhouse://shard1,shard2/default/eruptions.')
  }
}

const readText = textReader('clickhouse://localhost/default/eruptions')
const scheme = /^clickhouse(s?):\/\//
const [plainPort, securePort] = [8123, 8443]

/** A server and nothing else: a login, a path or a query could hold a password. */
const serverUrl = /^https?:\/\/[^\s/\\?#@]+\/?$/
const isServerUrl = (text: string): boolean => serverUrl.test(text) && URL.canParse(text)

/** Its errors do not repeat a text. */
const url: Reader<string> = (name, value) => {
  if (typeof value === 'string' && isServerUrl(value)) return value
  throw new ShapeError(
    name,
    'the address of a server, without a user, a password, a path or a query',
    typeof value === 'string' ? 'another text' : describeValue(value),
    "Pass for example 'http://localhost:8123'.",
  )
}
const urls: Reader<readonly string[]> = (name, value) => {
  const read = list(url, "urls: ['http://localhost:8123']")(name, value)
  if (read.length > 0) return read
  throw new InvalidOptionError(name, 'at least one address', value, "Pass for example ['http://localhost:8123'].")
}

/** Checks an address that a caller made. */
export const tableAddress: Reader<TableAddress> = record<TableAddress>({
  urls,
  username: optional(textReader('default')),
  password: optional(textReader('secret')),
  database: textReader('default'),
  table: textReader('eruptions'),
})

/**
 * Reads clickhouse://[user[:password]@]host[:port][,host[:port]…]/database/table; clickhouses:// is the same over TLS. Percent signs encode
 * characters of the user, the password, the database and the table, in particular / @ ? and # in names.
 *
 * @throws {TableAddressError} {InvalidOptionError}
 */
export function parseTableAddress(text: string): TableAddress {
  const found = scheme.exec(readText('address', text))
  if (!found) throw new TableAddressError()
  const [start, isSecure] = found
  // A password may hold what ends it elsewhere, so its end is the last @ before the path.
  const [servers = '', database = '', table = '', ...more] = text.slice(start.length).split('/')
  const at = servers.lastIndexOf('@')
  const login = at < 0 ? '' : servers.slice(0, at)
  const colon = login.indexOf(':')
  const hosts = servers.slice(at + 1).split(',')
  const urls = hosts.map(host => `http${isSecure}://${/:\d+$/.test(host) ? host : `${host}:${isSecure ? securePort : plainPort}`}`)
  // They end a login or begin a query, so part of a password may be in the name.
  const hasReserved = [database, table].some(name => /[@?#]/.test(name))
  if (database === '' || table === '' || hasReserved || more.length > 0 || hosts.includes('') || !urls.every(isServerUrl)) throw new TableAddressError()
  const username = decoded(colon < 0 ? login : login.slice(0, colon))
  const password = colon < 0 ? '' : decoded(login.slice(colon + 1))
  return {
    urls,
    ...(username && { username }),
    ...(password && { password }),
    database: decoded(database),
    table: decoded(table),
  }
}

/** The address as a text that `parseTableAddress` reads, without the password. @throws {InvalidOptionError} {ShapeError} */
export function tableAddressText(address: TableAddress): string {
  const { urls, username, database, table } = tableAddress('address', address)
  const isSecure = urls.every(url => url.startsWith('https:'))
  const port = isSecure ? securePort : plainPort
  const hosts = urls.map(url => url.replace(/^https?:\/\/|\/$/g, '').replace(new RegExp(`:${port}$`), ''))
  return `clickhouse${isSecure ? 's' : ''}://${username ? `${encodeURIComponent(username)}@` : ''}${hosts.join(',')}/${encodeURIComponent(database)}/${encodeURIComponent(table)}`
}

/** @throws {TableAddressError} if the percent signs of a part encode no text. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new TableAddressError()
  }
}
