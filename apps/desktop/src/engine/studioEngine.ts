import type { StudioApi } from '../contract/api.js'
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

export interface StudioEngineOptions {
  /** Session, checkpoints and exports are kept here. */
  readonly folder: string
  readonly version: string
  readonly emit: Emit
  readonly announceExport: (file: GrantedFile) => void
  /** A failure that no command waits for, one line. */
  readonly warn: (message: string) => void
}

export interface StudioEngine {
  readonly api: StudioApi
  readonly files: GrantedFiles
}

/** The engine with the session that it finds in its folder. */
export async function openStudioEngine(options: StudioEngineOptions): Promise<StudioEngine> {
  const { folder, version, emit, warn, announceExport } = options
  const sessionFile = new SessionFile(folder)
  const files = new GrantedFiles()
  const datasets = new Datasets()
  const tables = new FeatureTables(datasets)
  const planes = new Planes()
  const fits = new Fits({ tables, planes, checkpoints: new Checkpoints(folder), emit, save, warn })
  const memberships = new Memberships(fits, tables)
  const exports = new Exports({ folder, fits, datasets, version, announce: announceExport })

  /** A session that cannot be written (a full disk) costs safety, not what the person is doing. */
  async function save(): Promise<void> {
    try {
      await sessionFile.save({ datasets: datasets.stored, fits: fits.stored })
    } catch (error) {
      warn(`The session could not be written down: ${reasonOf(error)}`)
    }
  }

  async function saved<Value>(value: Value): Promise<Value> {
    await save()
    return value
  }

  const restored = await sessionFile.read()
  datasets.restore(restored.datasets)
  fits.restore(restored.fits)

  const api: StudioApi = {
    getSession: async () => ({ version, datasets: datasets.summaries, fits: fits.summaries }),
    openFile: async ({ file }) => saved(await datasets.openFile(files.get(file))),
    openSample: async ({ name }) => saved(await datasets.openSample(name)),
    async setColumnType(request) {
      const summary = await datasets.setColumnType(request)
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
  return { api, files }
}
