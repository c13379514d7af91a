import type * as Arrow from 'apache-arrow'
import type { AppendedCell } from '../duckdb/database.js'

/** How the cells of a column of Arrow are passed to DuckDB: the type in which they are appended, and SQL for the type that they have. */
export interface ArrowConversion {
  readonly appended: 'BIGINT' | 'BOOLEAN' | 'DOUBLE' | 'VARCHAR'
  readonly sql: (key: string) => string
  readonly cellOf: (value: unknown) => AppendedCell
}

const asIs = (key: string): string => key
const unlessNull = <Value>(cellOf: (value: Value) => AppendedCell) => (value: unknown): AppendedCell => (value === null || value === undefined ? null : cellOf(value as Value))

/** @param arrow the library, for the numbers of its types. */
export function arrowConversion(type: Arrow.DataType, { Type, DateUnit }: Pick<typeof Arrow, 'Type' | 'DateUnit'>): ArrowConversion {
  switch (type.typeId) {
    case Type.Int: {
      const { bitWidth, isSigned } = type as Arrow.DataType & { readonly bitWidth: number; readonly isSigned: boolean }
      if (bitWidth < 64) return { appended: 'DOUBLE', sql: key => `CAST(${key} AS BIGINT)`, cellOf: unlessNull<number>(Number) }
      if (isSigned) return { appended: 'BIGINT', sql: asIs, cellOf: unlessNull<bigint>(BigInt) }
      return { appended: 'VARCHAR', sql: key => `CAST(${key} AS HUGEINT)`, cellOf: unlessNull<bigint>(String) }
    }
    case Type.Float:
      return { appended: 'DOUBLE', sql: asIs, cellOf: unlessNull<number>(Number) }
    case Type.Decimal: {
      const { scale } = type as Arrow.Decimal
      return { appended: 'DOUBLE', sql: asIs, cellOf: unlessNull<Uint32Array>(words => decimalNumber(words, scale)) }
    }
    case Type.Bool:
      return { appended: 'BOOLEAN', sql: asIs, cellOf: unlessNull<boolean>(Boolean) }
    case Type.Date: {
      const isDay = (type as Arrow.DataType & { readonly unit: number }).unit === DateUnit.DAY
      return { appended: 'DOUBLE', sql: key => `CAST(${momentSql(key)} AS ${isDay ? 'DATE' : 'TIMESTAMP'})`, cellOf: unlessNull<Date | number>(Number) }
    }
    case Type.Timestamp:
      return { appended: 'DOUBLE', sql: momentSql, cellOf: unlessNull<number>(Number) }
    case Type.Dictionary:
      return arrowConversion((type as Arrow.Dictionary).dictionary, { Type, DateUnit })
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return { appended: 'VARCHAR', sql: asIs, cellOf: unlessNull<string>(String) }
    default:
      return { appended: 'VARCHAR', sql: asIs, cellOf: unlessNull<unknown>(nestedText) }
  }
}

/** SQL for a moment given in milliseconds since 1970. */
function momentSql(key: string): string {
  return `make_timestamp(CAST(round(${key} * 1000) AS BIGINT))`
}

/** @param words the integer in words of 32 bits, two's complement, the lowest first. */
function decimalNumber(words: Uint32Array, scale: number): number {
  let integer = 0n
  for (let at = words.length - 1; at >= 0; at--) integer = (integer << 32n) | BigInt(words[at])
  const signed = BigInt.asIntN(32 * words.length, integer)
  return Number(`${signed}e${-scale}`)
}

function nestedText(value: unknown): string {
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? String(value)
}
