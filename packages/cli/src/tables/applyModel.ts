import type { Dataset, ResultColumn, WriteRequest } from '@mixtura/data'
import { modelFamily, type Acceptance, type Capability, type FittedModel, type TableFacts } from '@mixtura/models'
import { isGiven } from '../arguments/readArguments.js'
import type { Invocation } from '../commands/command.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { openModelInput } from './openInput.js'
import { openModel } from './openModel.js'
import { tableOutput, writeOutput } from './output.js'
import { readTable, type ReadTable } from './readTable.js'
import type { ResultRequest } from './resultColumns.js'
import { rolesOfModel } from './roles.js'
import { openBlocks, type BlockTable } from './tableSource.js'

/** What a command asks a model. */
export interface Application {
  readonly needed: Capability
  /** Whether rows with missing cells can be used; by default what the family says for the options of the fit. */
  readonly accepts?: (model: FittedModel, facts: TableFacts) => Acceptance
  readonly columnsOf: (request: ResultRequest) => Promise<readonly ResultColumn[]>
  /** Whether `columnsOf` gives the same columns for any part of the rows, so that a table on disk is read a block at a time. */
  readonly inBlocks?: boolean
}

/** Adds to a table what a saved model says of its rows. */
export async function applyModel(invocation: Invocation, { needed, accepts = acceptsCells, columnsOf, inBlocks = false }: Application): Promise<ExitCode> {
  const { args, host, texts } = invocation
  const output = await tableOutput(invocation)
  const model = await openModel(invocation, needed)
  const dataset = await openModelInput(invocation, model.table)
  type Results = { readonly columns: WriteRequest['columns']; omitted(): number }
  const ofTable = async ({ table, rows, omitted }: ReadTable): Promise<Results> => ({ columns: await columnsOf({ model, samples: table.samples, rows, taken: namesOf(dataset) }), omitted: () => omitted })
  const ofBlocks = ({ blocks, omitted }: BlockTable): Results => ({ columns: eachBlock(blocks, part => columnsOf({ ...part, model, taken: namesOf(dataset) })), omitted })
  try {
    const request = { columns: model.table.columnNames, roles: rolesOfModel(model.table), omitMissing: isGiven(args, 'omit-missing'), accepts: (facts: TableFacts) => accepts(model, facts), texts }
    const isInBlocks = inBlocks && dataset.residence === 'disk'
    const { columns, omitted } = isInBlocks ? ofBlocks(await openBlocks(dataset, { ...request, facts: model.table })) : await ofTable(await readTable(dataset, request))
    await writeOutput(output, columns, { write: (path, request) => dataset.writeWithColumns(path, request), invocation })
    if (omitted() > 0 && !isGiven(args, 'quiet')) host.stderr.write(`${texts.fit.omitted(omitted())}\n`)
    return exitCodes.done
  } finally {
    await dataset.close()
    model.dispose()
  }
}

async function* eachBlock(blocks: BlockTable['blocks'], columnsOf: (part: Pick<ResultRequest, 'samples' | 'rows'>) => Promise<readonly ResultColumn[]>): AsyncGenerator<readonly ResultColumn[]> {
  for await (const block of blocks) yield await columnsOf(block)
}

const namesOf = ({ columns }: Dataset): readonly string[] => columns.map(({ name }) => name)

/** Whether the family takes such missing cells with the options of the fit. How many rows there are matters for the fit alone. */
export const acceptsCells = (model: FittedModel, { missingCells }: TableFacts): Acceptance =>
  modelFamily(model.kind).accepts({ ...model.table, missingCells }, model.options)
