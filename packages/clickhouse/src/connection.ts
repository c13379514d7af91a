/**
 * The part of a client of `@clickhouse/client` that this package uses. Any object with these two methods will do. Address and
 * credentials stay in the client; this package neither reads nor prints them.
 */
export interface ClickHouseConnection {
  query(statement: {
    readonly query: string
    readonly format: 'JSONCompact'
    readonly query_id: string
    readonly abort_signal?: AbortSignal
    readonly clickhouse_settings?: Readonly<Record<string, string | number>>
  }): Promise<{ json(): Promise<unknown> }>
  command(statement: {
    readonly query: string
    readonly query_id?: string
    readonly abort_signal?: AbortSignal
    readonly clickhouse_settings?: Readonly<Record<string, string | number>>
  }): Promise<unknown>
}
