import { parseTableAddress, TableAddressError, type TableAddress } from '@mixtura/clickhouse'
import { usageError } from '../commandError.js'
import type { CliTexts } from '../texts/vocabulary.js'

/** @throws {CommandError} for what is no address, and for passwords, which shells and lists of processes would show. */
export function readTableAddress(text: string, texts: CliTexts): TableAddress {
  try {
    const address = parseTableAddress(text)
    if (address.password !== undefined) throw usageError(texts.clickhouse.passwordInAddress)
    return address
  } catch (error) {
    throw error instanceof TableAddressError ? usageError(texts.clickhouse.wrongAddress) : error
  }
}
