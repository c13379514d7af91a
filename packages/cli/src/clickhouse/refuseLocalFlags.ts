import { readingFlags, type FlagName } from '../arguments/flags.js'
import { isGiven } from '../arguments/readArguments.js'
import { usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'

/** @throws {CommandError} for flags of files, and for others that mean nothing for a table of ClickHouse. */
export function refuseLocalFlags({ args, texts }: Invocation, others: readonly FlagName[] = []): void {
  const refused = [...others, ...readingFlags].find(name => isGiven(args, name))
  if (refused) throw usageError(texts.clickhouse.doesNotApply(`--${refused}`))
}
