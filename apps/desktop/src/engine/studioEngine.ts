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
  /** Session, checkpoints and exports are kept here. */
  readonly folder: string
  readonly version: string
  readonly emit: Emit
  readonly announceExport: (file: GrantedFile) => void
  /** A failure that no command waits for, one line. */
  readonly warn: (message: string) => void
  /** Whether it takes the place of an engine that ended unexpectedly, and so should find a session. */
  readonly isSuccessor: boolean
}

export interface StudioEngine {
  readonly api: StudioApi
  readonly files: GrantedFiles
  /** The folder was found to be gone, and is there again, empty: what the engine holds is written down anew. */
  folderLost(): Promise<void>
}

/** The engine with the session that it finds in its folder. */
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

  /** Why what is done now, or was done before, may be lost; null while all is well. */
  let problem: StudioError | null = null

  function report(found: StudioError): void {
    problem = found
    warn(found.message)
    emit('problem', found.toJSON())
  }

  /** A session that cannot be written (a full disk) costs safety, not what the person is doing; the windows say so. */
  async function save(): Promise<void> {
    try {
      await sessionFile.save({ datasets: datasets.stored, fits: fits.stored })
      if (problem?.code === 'session-not-saved') problem = null
    } catch (error) {
      const found = sessionNotSaved(error)
      // Once for each reason, not for each change.
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
  // Also an empty one: a successor then knows what its being gone means.
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
      // First the session that no longer names the file: a crash between the two leaves a file, not a dataset without one.
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
