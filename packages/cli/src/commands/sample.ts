import type { FittedModel } from '@mixtura/models'
import { valueOf } from '../arguments/readArguments.js'
import { wholeNumber } from '../arguments/wholeNumber.js'
import { usageError } from '../commandError.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { openModel } from '../tables/openModel.js'
import { tableOutput, writeOutput } from '../tables/output.js'
import { cellColumns, freeNames, labelColumn } from '../tables/resultColumns.js'
import type { CliTexts } from '../texts/vocabulary.js'
import type { Invocation } from './command.js'

export async function run(invocation: Invocation): Promise<ExitCode> {
  const { args, texts } = invocation
  const output = await tableOutput(invocation)
  const count = wholeNumber(args, { name: 'count', atLeast: 1, standard: 100 }, texts)
  const seed = wholeNumber(args, { name: 'seed', atLeast: 0, standard: 0 }, texts)
  const model = await openModel(invocation, 'sample')
  try {
    const component = groupIndex(model, valueOf(args, 'group'), texts)
    const { samples, labels } = await model.sample!(count, { seed, ...(component !== undefined && { component }) })
    const rows = Uint32Array.from({ length: count }, (_, row) => row)
    const { columnNames, labelName } = model.table
    const name = freeNames(columnNames)
    const group = labelColumn(name(model.table.classes ? labelName : 'group'), labels, { groups: model.groups, rows })
    const { writeColumns } = await import('@mixtura/data')
    await writeOutput(output, [...cellColumns(samples, rows, model.table), group], { write: writeColumns, invocation })
    return exitCodes.done
  } finally {
    model.dispose()
  }
}

/** The index of a group by its name. */
function groupIndex({ groups }: FittedModel, name: string | undefined, { usage }: CliTexts): number | undefined {
  if (name === undefined) return undefined
  const index = groups.findIndex(group => String(group) === name)
  if (index < 0) throw usageError(usage.unknownGroup(name, groups.map(String)))
  return index
}
