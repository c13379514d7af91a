import type { ResultColumn } from '@mixtura/data'
import { modelFamily, type Acceptance, type Capability, type FittedModel, type TableFacts } from '@mixtura/models'
import { isGiven } from '../arguments/readArguments.js'
import type { Invocation } from '../commands/command.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { openModelInput } from './openInput.js'
import { openModel } from './openModel.js'
import { tableOutput, writeOutput } from './output.js'
import { readTable } from './readTable.js'
import type { ResultRequest } from './resultColumns.js'

/** What a command asks a model. */
export interface Application {
  readonly needed: Capability
  /** Whether rows with missing cells can be used; by default what the family says for the options of the fit. */
  readonly accepts?: (model: FittedModel, facts: TableFacts) => Acceptance
  readonly columnsOf: (request: ResultRequest) => Promise<readonly ResultColumn[]>
}

/** Adds to a table what a saved model says of its rows. */
export async function applyModel(invocation: Invocation, { needed, accepts = acceptsCells, columnsOf }: Application): Promise<ExitCode> {
  const { args, host, texts } = invocation
  const output = await tableOutput(invocation)
  const model = await openModel(invocation, needed)
  const dataset = await openModelInput(invocation, model.table)
  try {
    const { table, rows, omitted } = await readTable(dataset, {
      columns: model.table.columnNames,
      omitMissing: isGiven(args, 'omit-missing'),
      accepts: facts => accepts(model, facts),
      texts,
    })
    const columns = await columnsOf({ model, samples: table.samples, rows, taken: dataset.columns.map(({ name }) => name) })
    await writeOutput(output, columns, { write: (path, request) => dataset.writeWithColumns(path, request), invocation })
    if (omitted > 0 && !isGiven(args, 'quiet')) host.stderr.write(`${texts.fit.omitted(omitted)}\n`)
    return exitCodes.done
  } finally {
    await dataset.close()
    model.dispose()
  }
}

/** Whether the family takes such missing cells with the options of the fit. How many rows there are matters for the fit alone. */
export const acceptsCells = (model: FittedModel, { missingCells }: TableFacts): Acceptance =>
  modelFamily(model.kind).accepts({ ...model.table, missingCells }, model.options)
