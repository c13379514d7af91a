import type { Dataset } from '@mixtura/data'
import type { Acceptance, FittedModel, ModelFamily, TableFacts } from '@mixtura/models'
import { familyOptions, optionThatAccepts } from '../arguments/familyArguments.js'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { columnsLeftOut } from '../tables/columnNotes.js'
import { givenImageShape, imagesOf } from '../tables/imageShapes.js'
import { namesFrom } from '../tables/namesFrom.js'
import { openInput } from '../tables/openInput.js'
import { requireFolderOf, tableOutput, writeOutput } from '../tables/output.js'
import { codeColumns, groupColumns } from '../tables/resultColumns.js'
import { chooseRoles } from '../tables/roles.js'
import { openFitInput, type FitInput } from './fitInput.js'
import { endFit, fitted, openCheckpoints, reportFit, requireAccepted, type RequestedFiles } from './fitSteps.js'
import { prepareEngine } from './prepareEngine.js'

/** Fits a model of the family to a table, and makes the files that were asked for. */
export async function runFit(invocation: Invocation, family: ModelFamily): Promise<ExitCode> {
  const { args, texts } = invocation
  const options = familyOptions(family, args, texts)
  const files = await requestedFiles(invocation, family, options)
  if (files.model !== undefined || files.out !== undefined) invocation.output.outlive()
  const checkpoints = await openCheckpoints(invocation, files)
  const { threads } = await prepareEngine(invocation, family)
  const dataset = await openInput(invocation)
  try {
    const accepts = (facts: TableFacts): Acceptance => family.accepts(facts, options)
    const named = namesFrom(valueOf(args, 'columns'))
    const { columns, roles, notices } = chooseRoles(dataset, family, { args, columns: named, label: valueOf(args, 'label'), texts })
    if (!isGiven(args, 'quiet')) for (const line of notices) invocation.host.stderr.write(`${line}\n`)
    if (!columns && !isGiven(args, 'quiet')) for (const line of columnsLeftOut(dataset, valueOf(args, 'label'), texts)) invocation.host.stderr.write(`${line}\n`)
    const shape = givenImageShape(args, texts)
    const images = columns || shape ? undefined : imagesOf(dataset, accepts)
    const input = await openFitInput(dataset, family, {
      columns: images?.columns ?? columns,
      imageShape: images?.imageShape ?? shape,
      roles,
      standardize: isGiven(args, 'standardize'),
      label: valueOf(args, 'label'),
      omitMissing: isGiven(args, 'omit-missing'),
      threads,
      fitOptions: options,
      accepts,
      optionFor: facts => optionThatAccepts(family, facts, options),
      texts,
    })
    const { facts } = input
    requireAccepted(invocation, family, { facts, options })
    if (dataset.residence === 'disk' && !isGiven(args, 'quiet')) {
      invocation.host.stderr.write(`${input.isOnDisk ? texts.fit.onDisk : texts.fit.needsMemory(family.kind)}\n`)
    }
    const model = await fitted(invocation, family, { facts, threads, checkpoints, fit: control => input.fit(options, control) })
    if (!model) return exitCodes.interrupted
    try {
      await reportFit(invocation, family, { model, files, omitted: input.omitted })
      if (files.out !== undefined) await writeTable(invocation, { model, input, dataset })
      return await endFit(invocation, { model, checkpoints })
    } finally {
      model.dispose()
    }
  } finally {
    await dataset.close()
  }
}

async function requestedFiles(invocation: Invocation, family: ModelFamily, options: Readonly<Record<string, unknown>>): Promise<RequestedFiles> {
  const { args, texts } = invocation
  const model = valueOf(args, 'model')
  const out = valueOf(args, 'out')
  if (model !== undefined) await requireFolderOf(model, texts)
  if (out !== undefined) {
    await tableOutput(invocation)
    const capabilities = family.capabilitiesWith(options)
    if (!capabilities.includes('predict') && !capabilities.includes('encode')) throw usageError(texts.usage.nothingToWrite(family.kind))
  }
  return { ...(model !== undefined && { model }), ...(out !== undefined && { out }) }
}

/** Writes the table with what the model says of its rows. */
async function writeTable(invocation: Invocation, { model, input, dataset }: { readonly model: FittedModel; readonly input: FitInput; readonly dataset: Dataset }): Promise<void> {
  const taken = dataset.columns.map(({ name }) => name)
  const withProbabilities = isGiven(invocation.args, 'probabilities')
  const columns = await input.results(part => (model.predict ? groupColumns({ ...part, model, taken }, withProbabilities) : codeColumns({ ...part, model, taken })))
  await writeOutput(await tableOutput(invocation), columns, { write: (path, written) => dataset.writeWithColumns(path, written), invocation })
}
