import type { StudioApi } from '../contract/api.js'
import type { Session } from '../contract/session.js'
import { StudioError } from '../contract/errors.js'
import { AnomalySearch } from './anomalies.js'
import { Assessments } from './assessments.js'
import { mkdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FileNotWrittenError, isDiskFull, writeFileAtomically } from './atomicWrite.js'
import type { GrantedFile } from './channel.js'
import { compareFits, crossTable } from './comparisons.js'
import { Datasets } from './datasets.js'
import { Exports } from './exports.js'
import { familyList, loadFamilies } from './families.js'
import { FeatureTables } from './featureTables.js'
import { createFileHandle } from './fileGrants.js'
import { GrantedFiles } from './files.js'
import { FitFiles } from './jobs/fitFiles.js'
import { FitProcesses } from './jobs/fitProcesses.js'
import type { Emit } from './jobs/fits.js'
import { Fits } from './jobs/fits.js'
import { listKeptSessions, removeKeptSession, returnTakenSessions, sessionNotRead, takeKeptSession, type TakenSession } from './keptSessions.js'
import { drawConditional, walkThrough } from './latent.js'
import { Memberships } from './memberships.js'
import { Planes } from './plane.js'
import { profilesOf } from './profiles.js'
import { isProject, readProject } from './projectFile.js'
import { requireStepsOfFits } from './preparedColumns.js'
import { reasonOf } from './reasonOf.js'
import { writeReport } from './reports.js'
import { drawSamples } from './samples.js'
import { drawCodes, drawReconstructions, drawScatter } from './scatter.js'
import { writeScores } from './scores.js'
import { SessionFile } from './sessionFile.js'
import { RecentFiles } from './recentFiles.js'
import { newUploadFolder, uploadFolderOf } from './uploads.js'
import { fitRecord } from './fitRecord.js'
import { Removals } from './removals.js'
import { SavedSelections } from './savedSelections.js'
import { Selections } from './selections.js'
import { TableViews } from './tableViews.js'
import { drawPath } from './fitPaths.js'

export interface StudioEngineOptions {
  /** Folder of the session, models, checkpoints and exports. */
  readonly folder: string
  /** The built entry point of worker processes. */
  readonly workerEntry: string
  /** Path of a module that exports model families as `modelFamilies`; null for those of the catalogue. */
  readonly families: string | null
  readonly version: string
  /** Most memory for a table, bytes: a larger one stays on disk. That of `openDataset` by default. */
  readonly memoryLimit?: number
  readonly emit: Emit
  readonly announceExport: (file: GrantedFile) => void
  /** Reports a failure outside any command, in one line. */
  readonly warn: (message: string) => void
  /** Whether this engine replaces one that ended unexpectedly, so that a session should exist. */
  readonly isSuccessor: boolean
}

export interface StudioEngine {
  readonly api: StudioApi
  readonly files: GrantedFiles
  /** Call this when the folder was missing and has been created again, empty. The engine then saves its session again. */
  folderLost(): Promise<void>
  /** Ends all worker processes at once. */
  close(): void
}

/** Opens the engine with the session in its folder, if there is one. */
export async function openStudioEngine(options: StudioEngineOptions): Promise<StudioEngine> {
  const { folder, version, emit, warn, announceExport, isSuccessor } = options
  const families = await loadFamilies(options.families)
  const sessionFile = new SessionFile(folder)
  const files = new GrantedFiles()
  const datasets = new Datasets(options.memoryLimit === undefined ? {} : { memoryLimit: options.memoryLimit })
  const tables = new FeatureTables(datasets)
  const tableViews = new TableViews(datasets)
  const planes = new Planes()
  const processes = new FitProcesses({ entry: options.workerEntry, families: options.families, warn })
  const assessments = new Assessments({ families, tables, processes })
  const fitFiles = new FitFiles(folder)
  await fitFiles.removeAllTables().catch((error: unknown) => warn(`Tables that an earlier engine left could not be removed: ${reasonOf(error)}`))
  const removals = new Removals(folder)
  const fits = new Fits({
    tables, planes, assessments, processes, files: fitFiles, emit, save, warn,
    recordOf: dataset => fitRecord(datasets.summary(dataset), version),
    fingerprint: dataset => datasets.fingerprint(dataset),
  })
  const selections = new Selections({ fits, planes, datasets })
  const anomalySearch = new AnomalySearch(fits)
  const recentFiles = new RecentFiles(dirname(folder))
  const savedSelections = new SavedSelections()
  const memberships = new Memberships(fits, selections)
  const exports = new Exports({ folder, fits, files: fitFiles, datasets, selections, savedSelections, version, announce: announceExport })

  /** Why current or earlier work may be lost; null if there is no problem. */
  let problem: StudioError | null = null

  function report(found: StudioError): void {
    problem = found
    warn(found.message)
    emit('problem', found.toJSON())
  }

  /** Saves the session. If that fails, for example on a full disk, work goes on and the windows show a warning. */
  async function save(): Promise<void> {
    try {
      await sessionFile.save({ datasets: datasets.stored, fits: fits.stored, selections: savedSelections.all })
      if (problem?.code === 'session-not-saved') problem = null
    } catch (error) {
      const found = sessionNotSaved(error)
      // Reports each reason once and not at each change.
      if (problem?.message !== found.message) report(found)
    }
  }

  async function saving<Value>(value: Value): Promise<Value> {
    await save()
    return value
  }

  await returnTakenSessions(dirname(folder), folder).catch((error: unknown) => warn(`An earlier session could not be kept again: ${reasonOf(error)}`))
  const saved = await sessionFile.read()
  if (saved.kind === 'read') {
    datasets.restore(saved.content.datasets)
    fits.restore(saved.content.fits)
    savedSelections.restore(saved.content.selections)
  } else if (saved.kind === 'unreadable') {
    report(sessionNotRead(saved.reason, await sessionFile.setAside()))
  } else if (isSuccessor) {
    report(sessionLost())
  }
  // An empty session is saved too: if the file is missing later, a successor knows that the session was lost.
  await save()

  const session = (): Session => ({ version, datasets: datasets.summaries, fits: fits.summaries, selections: savedSelections.of(fits.summaries), problem: problem?.toJSON() ?? null })

  /** Adds the datasets and fits of another session to this one. */
  async function adopt({ folder: from, content }: TakenSession): Promise<Session> {
    savedSelections.adopt(content.selections, await fits.adopt(content.fits, datasets.adopt(content.datasets), new FitFiles(from)))
    await save()
    await rm(from, { recursive: true, force: true, maxRetries: 3 }).catch((error: unknown) => warn(`The files of an earlier session could not be removed: ${reasonOf(error)}`))
    return session()
  }

  /** Puts an opened file in the list of recent files. An upload is no file of the person, and is gone when Studio ends. */
  async function remembering<Value>(path: string, value: Value): Promise<Value> {
    if (uploadFolderOf(folder, path) === null) await recentFiles.add(path).catch((error: unknown) => warn(`The list of recent files could not be written: ${reasonOf(error)}`))
    return value
  }

  const api: StudioApi = {
    getSession: async () => session(),
    listKeptSessions: () => listKeptSessions(dirname(folder)),
    continueSession: async ({ session: kept }) => adopt(await takeKeptSession(dirname(folder), kept, folder)),
    async removeKeptSession({ session: kept }) {
      await removeKeptSession(dirname(folder), kept)
      return null
    },
    describeFile: async ({ file }) => ({ kind: (await isProject(files.get(file).path)) ? 'project' : 'table' }),
    async openProject({ file }) {
      const { path, name } = files.get(file)
      return remembering(path, await adopt(await readProject(path, name, folder)))
    },
    saveProject: () => exports.writeProject(),
    openFile: async ({ file, table }) => remembering(files.get(file).path, await saving(await datasets.openFile(files.get(file), table))),
    listTables: ({ file }) => datasets.listTables(files.get(file)),
    async openText({ name, text }) {
      const place = newUploadFolder(folder)
      await mkdir(place, { recursive: true, mode: 0o700 })
      const path = join(place, name)
      try {
        await writeFileAtomically(path, text)
        return await saving(await datasets.openFile({ path, name }))
      } catch (error) {
        await rm(place, { recursive: true, force: true })
        throw error
      }
    },
    listRecentFiles: () => recentFiles.list(),
    async grantRecentFile({ id }) {
      const path = await recentFiles.pathOf(id)
      const file = { handle: createFileHandle(), path, name: basename(path) }
      files.add(file)
      return { file: file.handle }
    },
    async forgetRecentFile({ id }) {
      await recentFiles.forget(id)
      return recentFiles.list()
    },
    openTable: async request => saving(await datasets.openTable(request)),
    async unlockTable(request) {
      tables.forget(request.dataset)
      selections.forget()
      return datasets.unlockTable(request)
    },
    async openTableSample({ dataset, rows }) {
      const place = newUploadFolder(folder)
      await mkdir(place, { recursive: true, mode: 0o700 })
      try {
        return await saving(await datasets.openTableSample(dataset, rows, place))
      } catch (error) {
        await rm(place, { recursive: true, force: true })
        throw error
      }
    },
    writeScores: request => writeScores(request, fits),
    cancelScores: async ({ fit }) => (await fits.finished(fit)).ask('cancelScores', null),
    getScoresProgress: async ({ fit }) => (await fits.finished(fit)).ask('scoresProgress', null),
    openSample: async ({ name }) => saving(await datasets.openSample(name)),
    async setColumnType(request) {
      const summary = await datasets.setColumnType(request)
      tables.forget(request.dataset)
      tableViews.forget(request.dataset)
      selections.forget()
      return saving(summary)
    },
    async closeDataset({ dataset }) {
      fits.requireNoneAtWork(dataset)
      tables.forget(dataset)
      tableViews.forget(dataset)
      const ofDataset = fits.ofDataset(dataset)
      const stored = datasets.storedOf(dataset)
      const removal = removals.begin({ datasets: [stored], fits: ofDataset.map(id => fits.storedOf(id)), selections: savedSelections.of(ofDataset.map(id => ({ id }))) })
      // From here on the dataset is unknown, also to a command that arrives before the files are set aside.
      const closing = datasets.remove(dataset)
      const { id, files: aside } = await removal.catch(async (error: unknown) => {
        await closing
        datasets.bringBack(stored)
        throw error
      })
      const path = await closing
      savedSelections.forget(ofDataset)
      await fits.remove(ofDataset, aside)
      if (path !== null) await removals.takeUpload(id, path).catch((error: unknown) => warn(`An upload could not be set aside: ${reasonOf(error)}`))
      return { removal: id }
    },
    annotateDataset: async request => saving(datasets.annotate(request)),
    annotateFit: request => fits.annotate(request),
    nameGroups: request => fits.nameGroups(request),
    async restoreRemoved({ removal }) {
      const { content, files: aside } = await removals.open(removal)
      const ids = new Map(content.datasets.map(dataset => [dataset.summary.id, datasets.bringBack(dataset)]))
      savedSelections.adopt(content.selections, await fits.bringBack(content.fits, ids, aside))
      await save()
      await removals.discard(removal).catch((error: unknown) => warn(`What was set aside could not be removed: ${reasonOf(error)}`))
      return session()
    },
    async setReading(request) {
      requireStepsOfFits({ before: datasets.summary(request.dataset).reading.prepare ?? [], after: request.reading.prepare ?? [] }, fits.stored.map(({ summary }) => summary).filter(({ features }) => features.dataset === request.dataset))
      const summary = await datasets.setReading(request)
      tables.forget(request.dataset)
      tableViews.forget(request.dataset)
      selections.forget()
      return saving(summary)
    },
    getRows: request => tableViews.page(request),
    getColumnProfiles: request => tableViews.profiles(request),
    listFamilies: async () => familyList(families),
    assess: choice => assessments.assess(choice),
    estimateFit: choice => assessments.estimate(choice),
    startFit: request => fits.start(request),
    pauseFit: ({ fit }) => fits.pause(fit),
    resumeFit: ({ fit }) => fits.resume(fit),
    stopFit: ({ fit, now }) => (now ? fits.interrupt(fit) : fits.stop(fit)),
    async removeFit({ fit }) {
      const { id, files: aside } = await removals.begin({ datasets: [], fits: [fits.storedOf(fit)], selections: savedSelections.of([{ id: fit }]) })
      savedSelections.forget([fit])
      await fits.remove([fit], aside)
      return { removal: id }
    },
    async setFitView({ fit, view }) {
      await fits.setView(fit, view)
      return null
    },
    async getFit({ fit }) {
      const summary = fits.get(fit)
      // An answer never says more than what a crash leaves.
      await sessionFile.written()
      return summary
    },
    getScatter: request => drawScatter(request, { tables, planes, fits }),
    getClassProfiles: async ({ fit }) => (await fits.finished(fit)).ask('classProfiles', null),
    getGroups: async ({ fit }) => (await fits.finished(fit)).ask('groupStatistics', null),
    getMemberships: request => memberships.page(request),
    getCodes: request => drawCodes(request, fits),
    getSamples: request => drawSamples(request, { fits, planes }),
    getReconstructions: request => drawReconstructions(request, fits),
    walk: request => walkThrough(request, { fits, planes }),
    getPath: request => drawPath(request, { planes, fits }),
    getConditional: request => drawConditional(request, fits),
    getScript: async ({ fit }) => ({ text: await exports.script(fit) }),
    getReport: async request => ({ page: await writeReport(request, { fits, datasets, exports, families }) }),
    exportFit: request => exports.write(request),
    getGroupProfiles: async ({ fit }) => profilesOf(await fits.finished(fit)),
    getSilhouettes: async ({ fit }) => (await fits.finished(fit)).ask('silhouettes', null),
    getCrossTable: request => crossTable(request, { fits, datasets }),
    compareFits: request => compareFits(request, fits),
    getAnomalies: request => anomalySearch.find(request),
    getSelection: async ({ fit, selection }) => selections.describe(await fits.finished(fit), selection),
    getHistograms: request => selections.histograms(request),
    getRowImages: request => selections.images(request),
    async saveSelection({ name, selection }) {
      const { selected } = await selections.describe(await fits.finished(selection.fit), selection)
      savedSelections.add(name, selection, selected)
      return saving(savedSelections.of(fits.summaries))
    },
    async removeSelection({ id }) {
      savedSelections.remove(id)
      return saving(savedSelections.of(fits.summaries))
    },
  }
  async function folderLost(): Promise<void> {
    await save()
    report(folderTaken())
  }
  return { api, files, folderLost, close: () => processes.close() }
}

function sessionNotSaved(error: unknown): StudioError {
  const reason = error instanceof FileNotWrittenError ? error.reason : 'unknown'
  const why = isDiskFull(reason) ? 'its disk is full' : `its working folder cannot be written to (${reason})`
  return new StudioError(
    'session-not-saved',
    `Studio cannot keep this session safe: ${why}. Go on, but export what you need; free some space, or start Studio with --state-folder.`,
    { reason },
  )
}

function sessionLost(): StudioError {
  return new StudioError(
    'session-lost',
    'The engine was started again, but its working folder had been removed: datasets and fits of before are lost. Open the file again, and fit again.',
  )
}

function folderTaken(): StudioError {
  return new StudioError(
    'folder-removed',
    "Studio's working folder was removed by something else. Datasets and fits are kept, but uploaded files and exports are gone: open such a file again before you go on.",
  )
}
