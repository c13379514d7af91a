import { isGiven } from '../arguments/readArguments.js'
import { isTableAddress } from '../clickhouse/isTableAddress.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { columnNotes } from '../tables/columnNotes.js'
import { openInput } from '../tables/openInput.js'
import { reasonOf } from '../tables/roles.js'
import { alignedTable } from '../terminal/alignedTable.js'
import { shownValue } from '../terminal/shownValue.js'
import type { Invocation } from './command.js'

export async function run(invocation: Invocation): Promise<ExitCode> {
  const { args, host, texts } = invocation
  if (isTableAddress(args.operands[0])) return (await import('../clickhouse/describeRemote.js')).describeRemote(invocation)
  const dataset = await openInput(invocation)
  try {
    const { name, format, rows, columns, dialect } = dataset
    if (isGiven(args, 'json')) {
      host.stdout.write(`${JSON.stringify({ name, format, rows, columns, dialect })}\n`)
      return exitCodes.done
    }
    const { size, layout, headings, types, roles, proposed } = texts.describe
    const lines = columns.map(({ name, type, role, proposal, missing, distinct, minimum, mean, maximum }) => [
      name, types[type], roles[role], proposed[proposal.role ?? 'none'], String(missing), String(distinct), ...[minimum, mean, maximum].map(value => shownValue(value, texts)),
    ])
    host.stdout.write(
      [
        size(name, rows, columns.length),
        ...(dialect ? [layout(dialect.encoding.value, dialect.delimiter ? JSON.stringify(dialect.delimiter.value) : undefined)] : []),
        '',
        alignedTable([headings, ...lines], column => column > 3).trimEnd(),
        ...columnNotes(dataset, texts),
        ...columns.flatMap(column => (column.proposal.role !== null && column.proposal.alternatives.length > 1 ? [texts.describe.unsure(column.name, proposed[column.proposal.role], reasonOf(column, texts))] : [])),
      ].join('\n').concat('\n'),
    )
    return exitCodes.done
  } finally {
    await dataset.close()
  }
}
