import type { Dataset } from '@mixtura/data'
import { familyTexts, inOwnUnits, OwnUnits, refusalText, tableFacts, type Acceptance, type FittedModel, type ModelFamily, type Table, type TableFacts } from '@mixtura/models'
import { familyOptions } from '../arguments/familyArguments.js'
import { isGiven, valueOf } from '../arguments/readArguments.js'
import { dataError, usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { givenImageShape, imagesOf } from '../tables/imageShapes.js'
import { namesFrom } from '../tables/namesFrom.js'
import { openInput } from '../tables/openInput.js'
import { requireFolderOf, tableOutput, writeOutput } from '../tables/output.js'
import { readTable, type ReadTable } from '../tables/readTable.js'
import { codeColumns, groupColumns } from '../tables/resultColumns.js'
import { checkpointFolder, type CheckpointFolder } from './checkpointFolder.js'
import { fitReport, fitResult } from './fitReport.js'
import { followFit } from './followFit.js'
import { prepareEngine } from './prepareEngine.js'
import { typedCommand } from './typedCommand.js'
import { writeWhole } from './writeWhole.js'

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
    const columns = namesFrom(valueOf(args, 'columns'))
    const shape = givenImageShape(args, texts)
    const images = columns || shape ? undefined : imagesOf(dataset, accepts)
    const read = await readTable(dataset, {
      columns: images?.columns ?? columns,
      imageShape: images?.imageShape ?? shape,
      standardize: isGiven(args, 'standardize'),
      label: valueOf(args, 'label'),
      omitMissing: isGiven(args, 'omit-missing'),
      accepts,
      texts,
    })
    requireAccepted(invocation, family, { table: read.table, options })
    const model = await fitted(invocation, family, { table: read.table, options, threads, checkpoints })
    if (!model) return exitCodes.interrupted
    try {
      return await finish(invocation, family, { model, read, dataset, files, checkpoints })
    } finally {
      model.dispose()
    }
  } finally {
    await dataset.close()
  }
}

interface RequestedFiles {
  readonly model?: string
  readonly out?: string
}

async function requestedFiles(invocation: Invocation, family: ModelFamily, options: Fitting['options']): Promise<RequestedFiles> {
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

/**
 * The checkpoints of the fit, beside the file that it makes.
 *
 * @throws {CommandError} if there is one and the fit is not to be resumed, so that hours of work are not lost, or the other way round.
 */
async function openCheckpoints({ args, host, texts }: Invocation, { model, out }: RequestedFiles): Promise<CheckpointFolder | undefined> {
  const isResumed = isGiven(args, 'resume')
  const file = model ?? out
  if (file === undefined) {
    if (isResumed) throw usageError(texts.usage.resumeNeedsFile)
    return undefined
  }
  const folder = checkpointFolder(file)
  const hasCheckpoint = await folder.hasAny()
  if (hasCheckpoint && !isResumed) throw usageError(texts.usage.unfinishedFit(folder.path))
  if (!hasCheckpoint && isResumed) throw usageError(texts.usage.nothingToResume(folder.path))
  if (isResumed && !isGiven(args, 'quiet')) host.stderr.write(`${texts.fit.resumed(folder.path)}\n`)
  return folder
}

interface Fitting {
  readonly table: Table
  readonly options: Readonly<Record<string, unknown>>
  readonly threads?: number | undefined
  readonly checkpoints?: CheckpointFolder | undefined
}

/** @throws {CommandError} with the refusal of the family, in the language of the person. */
function requireAccepted({ language, texts }: Invocation, family: ModelFamily, { table, options }: Fitting): void {
  const acceptance = family.accepts(tableFacts(table), options)
  if (acceptance.accepted) return
  const { refusal } = acceptance
  const hint = texts.data.refusalHints[refusal.key]
  throw dataError([refusalText(familyTexts(family, language), refusal), ...(hint ? [hint] : [])].join(language === 'zh' ? '' : ' '))
}

/** The model on cells, or nothing if the fit was interrupted. */
async function fitted(invocation: Invocation, family: ModelFamily, { table, options, threads, checkpoints }: Fitting): Promise<FittedModel | undefined> {
  const { host, texts, interrupts } = invocation
  const follow = followFit(invocation, family, tableFacts(table))
  const model = await interrupts
    .whileStoppable(() => family.fit(table, options, { onProgress: follow.onProgress, pictures: false, ...(threads && { threads }), ...(checkpoints && { checkpoints: checkpoints.store }) }))
    .finally(follow.end)
  if (!follow.wasStopped()) return inOwnUnits(model)
  model.dispose()
  const isKept = await checkpoints?.hasAny()
  host.stderr.write(`${isKept ? texts.fit.interrupted(checkpoints!.path, typedCommand(resuming(invocation))) : texts.fit.nothingKept}\n`)
  return undefined
}

/** The arguments with which the same fit goes on. */
function resuming({ args, typed }: Invocation): readonly string[] {
  if (isGiven(args, 'resume')) return typed
  const end = typed.indexOf('--')
  return typed.toSpliced(end < 0 ? typed.length : end, 0, '--resume')
}

interface Finished {
  readonly model: FittedModel
  readonly read: ReadTable
  readonly dataset: Dataset
  readonly files: RequestedFiles
  readonly checkpoints: CheckpointFolder | undefined
}

/** Saves the model, writes the table, prints what was found. */
async function finish(invocation: Invocation, family: ModelFamily, { model, read, dataset, files, checkpoints }: Finished): Promise<ExitCode> {
  const { args, host, language, texts } = invocation
  const isQuiet = isGiven(args, 'quiet')
  const tell = (text: string): void => void (isQuiet || host.stderr.write(`${text}\n`))
  if (isGiven(args, 'json')) host.stdout.write(`${JSON.stringify(fitResult(model, files))}\n`)
  else if (!isQuiet) host.stdout.write(fitReport(family, model, { language, texts, withTables: isGiven(args, 'table') }))
  if (read.omitted > 0) tell(texts.fit.omitted(read.omitted))
  if (files.model !== undefined) {
    await writeWhole(files.model, await model.save())
    tell(texts.fit.saved(files.model))
  }
  if (files.out !== undefined) {
    const samples = new OwnUnits(tableFacts(read.table)).unscaled(read.table.samples)
    const request = { model, samples, rows: read.rows, taken: dataset.columns.map(({ name }) => name) }
    const columns = model.predict ? await groupColumns(request, isGiven(args, 'probabilities')) : await codeColumns(request)
    await writeOutput(await tableOutput(invocation), columns, { write: (path, written) => dataset.writeWithColumns(path, written), invocation })
  }
  await checkpoints?.remove()
  const hasConverged = model.facts().find(({ name }) => name === 'converged')?.value !== false
  if (!hasConverged) tell(texts.fit.notConverged)
  return hasConverged || !isGiven(args, 'strict') ? exitCodes.done : exitCodes.notConverged
}
