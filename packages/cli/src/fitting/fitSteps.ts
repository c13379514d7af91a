/** What every fit of the command does, whether its rows are read or stay where they are. */
import { familyTexts, inOwnUnits, refusalText, type FitControl, type FittedModel, type ModelFamily, type TableFacts } from '@mixtura/models'
import { isGiven } from '../arguments/readArguments.js'
import { dataError, usageError } from '../commandError.js'
import type { Invocation } from '../commands/command.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { checkpointFolder, type CheckpointFolder } from './checkpointFolder.js'
import { fitReport, fitResult } from './fitReport.js'
import { followFit } from './followFit.js'
import { typedCommand } from './typedCommand.js'
import { writeWhole } from './writeWhole.js'

/** What the person asked to be made. */
export interface RequestedFiles {
  readonly model?: string
  readonly out?: string
}

/**
 * The checkpoints of the fit, beside the file that it makes.
 *
 * @throws {CommandError} if there is one and the fit is not to be resumed, so that hours of work are not lost, or the other way round.
 */
export async function openCheckpoints({ args, host, texts }: Invocation, { model, out }: RequestedFiles): Promise<CheckpointFolder | undefined> {
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

/** @throws {CommandError} with the refusal of the family, in the language of the person. */
export function requireAccepted({ language, texts }: Invocation, family: ModelFamily, { facts, options }: { readonly facts: TableFacts; readonly options: Readonly<Record<string, unknown>> }): void {
  const acceptance = family.accepts(facts, options)
  if (acceptance.accepted) return
  const { refusal } = acceptance
  const hint = texts.data.refusalHints[refusal.key]
  throw dataError([refusalText(familyTexts(family, language), refusal), ...(hint ? [hint] : [])].join(language === 'zh' ? '' : ' '))
}

/** A fit that can be followed, interrupted and resumed. */
export interface Fitting {
  readonly facts: TableFacts
  readonly threads?: number | undefined
  readonly checkpoints?: CheckpointFolder | undefined
  readonly fit: (control: FitControl) => Promise<FittedModel>
}

/** The model on cells, or nothing if the fit was interrupted. */
export async function fitted(invocation: Invocation, family: ModelFamily, { facts, threads, checkpoints, fit }: Fitting): Promise<FittedModel | undefined> {
  const { host, texts, interrupts } = invocation
  const follow = followFit(invocation, family, facts)
  const model = await interrupts
    .whileStoppable(() => fit({ onProgress: follow.onProgress, pictures: false, ...(threads && { threads }), ...(checkpoints && { checkpoints: checkpoints.store }) }))
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

/** Prints what was found, and saves the model. */
export async function reportFit({ args, host, language, texts }: Invocation, family: ModelFamily, { model, files, omitted }: { readonly model: FittedModel; readonly files: RequestedFiles; readonly omitted: number }): Promise<void> {
  const isQuiet = isGiven(args, 'quiet')
  const tell = (text: string): void => void (isQuiet || host.stderr.write(`${text}\n`))
  if (isGiven(args, 'json')) host.stdout.write(`${JSON.stringify(fitResult(model, files))}\n`)
  else if (!isQuiet) host.stdout.write(fitReport(family, model, { language, texts, withTables: isGiven(args, 'table') }))
  if (omitted > 0) tell(texts.fit.omitted(omitted))
  if (files.model === undefined) return
  await writeWhole(files.model, await model.save())
  tell(texts.fit.saved(files.model))
}

/** Once everything that was asked for is made: removes the checkpoints, and says whether the fit converged. */
export async function endFit({ args, host, texts }: Invocation, { model, checkpoints }: { readonly model: FittedModel; readonly checkpoints: CheckpointFolder | undefined }): Promise<ExitCode> {
  await checkpoints?.remove()
  const hasConverged = model.facts().find(({ name }) => name === 'converged')?.value !== false
  if (!hasConverged && !isGiven(args, 'quiet')) host.stderr.write(`${texts.fit.notConverged}\n`)
  return hasConverged || !isGiven(args, 'strict') ? exitCodes.done : exitCodes.notConverged
}
