import type { StudioApi } from '../contract/api.js'
import { StudioError } from '../contract/errors.js'
import { FileNotWrittenError, isDiskFull } from './atomicWrite.js'
import type { GrantedFile } from './channel.js'
import { Checkpoints } from './checkpoint.js'
import { Datasets } from './datasets.js'
import { Exports } from './exports.js'
import { FeatureTables } from './featureTables.js'
import { GrantedFiles } from './files.js'
import type { Emit } from './fits.js'
import { Fits } from './fits.js'
import { Memberships } from './memberships.js'
import { Planes } from './plane.js'
import { reasonOf } from './reasonOf.js'
import { drawScatter } from './scatter.js'
import { SessionFile } from './sessionFile.js'
import { removeUpload } from './uploads.js'

export interface StudioEngineOptions {
  /** Folder of the session, checkpoints and exports. */
  readonly folder: string
  readonly version: string
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
}

/** Opens the engine with the session in its folder, if there is one. */
export async function openStudioEngine(options: StudioEngineOptions): Promise<StudioEngine> {
  const { folder, version, emit, warn, announceExport, isSuccessor } = options
  const sessionFile = new SessionFile(folder)
  const files = new GrantedFiles()
  const datasets = new Datasets()
  const tables = new FeatureTables(datasets)
  const planes = new Planes()
  const fits = new Fits({ tables, planes, checkpoints: new Checkpoints(folder), emit, save, warn })
  const memberships = new Memberships(fits, tables)
  const exports = new Exports({ folder, fits, datasets, version, announce: announceExport })

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
      await sessionFile.save({ datasets: datasets.stored, fits: fits.stored })
      if (problem?.code === 'session-not-saved') problem = null
    } catch (error) {
      const found = sessionNotSaved(error)
      // Reports each reason once and not at each change.
      if (problem?.message !== found.message) report(found)
    }
  }

  async function saved<Value>(value: Value): Promise<Value> {
    await save()
    return value
  }

  const restored = await sessionFile.read()
  if (restored) {
    datasets.restore(restored.datasets)
    fits.restore(restored.fits)
  } else if (isSuccessor) {
    report(sessionLost())
  }
  // An empty session is saved too: if the file is missing later, a successor knows that the session was lost.
  await save()

  const api: StudioApi = {
    getSession: async () => ({ version, datasets: datasets.summaries, fits: fits.summaries, problem: problem?.toJSON() ?? null }),
    openFile: async ({ file }) => saved(await datasets.openFile(files.get(file))),
    openSample: async ({ name }) => saved(await datasets.openSample(name)),
    async setColumnType(request) {
      const summary = await datasets.setColumnType(request)
      tables.forget(request.dataset)
      return saved(summary)
    },
    async closeDataset({ dataset }) {
      fits.requireNoneAtWork(dataset)
      tables.forget(dataset)
      const [path] = await Promise.all([datasets.remove(dataset), fits.forget(dataset)])
      // The session without the dataset is saved first. A crash before the removal then leaves an unused file, not a dataset without a file.
      await save()
      if (path !== null) await removeUpload(folder, path).catch((error: unknown) => warn(`An upload could not be removed: ${reasonOf(error)}`))
      return null
    },
    async setReading(request) {
      const summary = await datasets.setReading(request)
      tables.forget(request.dataset)
      return saved(summary)
    },
    getRows: request => datasets.rows(request),
    startFit: request => fits.start(request),
    pauseFit: ({ fit }) => fits.pause(fit),
    resumeFit: ({ fit }) => fits.resume(fit),
    stopFit: ({ fit }) => fits.stop(fit),
    async setFitView({ fit, view }) {
      await fits.setView(fit, view)
      return null
    },
    getFit: async ({ fit }) => fits.get(fit),
    getScatter: request => drawScatter(request, { tables, planes, fits }),
    getMemberships: request => memberships.page(request),
    exportFit: request => exports.write(request),
  }
  async function folderLost(): Promise<void> {
    await save()
    report(folderTaken())
  }
  return { api, files, folderLost }
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
