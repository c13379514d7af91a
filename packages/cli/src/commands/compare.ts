import { familyTexts, modelFamily, type FittedModel } from '@mixtura/models'
import { isGiven } from '../arguments/readArguments.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { loadModelFile } from '../tables/openModel.js'
import { alignedTable } from '../terminal/alignedTable.js'
import { shownValue } from '../terminal/shownValue.js'
import type { Invocation } from './command.js'

export async function run(invocation: Invocation): Promise<ExitCode> {
  const { args, host, texts } = invocation
  const models: FittedModel[] = []
  try {
    for (const path of args.operands) models.push(await loadModelFile(path, invocation))
    if (isGiven(args, 'json')) {
      for (const [at, model] of models.entries()) host.stdout.write(`${JSON.stringify(modelEntry(args.operands[at], model))}\n`)
    } else host.stdout.write(sideBySide(invocation, models))
    if (!areOfOneTable(models) && !isGiven(args, 'quiet')) host.stderr.write(`${texts.compare.otherTables}\n`)
    return exitCodes.done
  } finally {
    for (const model of models) model.dispose()
  }
}

function modelEntry(path: string, model: FittedModel): object {
  const { kind, table: { rows, columnNames }, options } = model
  return { model: path, kind, rows, columns: columnNames, options, facts: Object.fromEntries(model.facts().map(({ name, value }) => [name, value])) }
}

/** A column for each model, a line for each fact that one of them has. */
function sideBySide({ args, language, texts }: Invocation, models: readonly FittedModel[]): string {
  const words = models.map(({ kind }) => familyTexts(modelFamily(kind), language))
  const factNames = new Map(models.flatMap((model, at) => model.facts().map(({ name }) => [name, words[at].facts[name]])))
  const factOf = (model: FittedModel, name: string): string => shownValue(model.facts().find(fact => fact.name === name)?.value, texts)
  const { model, family, rows, columns } = texts.compare
  return alignedTable([
    [model, ...args.operands],
    [family, ...models.map(({ kind }, at) => words[at].families[kind].name)],
    [rows, ...models.map(({ table }) => String(table.rows))],
    [columns, ...models.map(({ table }) => table.columnNames.join(', '))],
    ...Array.from(factNames, ([name, text]) => [text, ...models.map(model => factOf(model, name))]),
  ])
}

/** As far as the files tell: rows and columns are alike. */
const areOfOneTable = (models: readonly FittedModel[]): boolean =>
  new Set(models.map(({ table: { rows, columnNames } }) => JSON.stringify([rows, columnNames]))).size === 1
