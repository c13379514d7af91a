import type { EventName, EventPayload, StudioApi } from '../../contract/api.js'
import { StudioError } from '../../contract/errors.js'
import type { Assessment } from '../../contract/families.js'
import type { FitStatus, FitSummary } from '../../contract/fit.js'
import type { EngineState, StudioHost } from '../../contract/host.js'
import type { FileHandle, FitId } from '../../contract/identifiers.js'
import { fileHandleSchema, fitIdSchema } from '../../contract/identifiers.js'
import type { SavedSelection } from '../../contract/selection.js'
import type { Session } from '../../contract/session.js'
import { fakeAnomalies, fakeComparison, fakeCrossTable } from './fakeComparisons.js'
import { fakeEllipses, fakeFaithful, fakeGroups, fakeLogLikelihood, fakeMemberships, fakeProfiles, fakeResults, fakeScatter, fakeSelectedRows, fakeSilhouettes } from './fakeData.js'
import type { FakeTable } from './fakeData.js'
import { fakeFamilies } from './fakeFamilies.js'

export interface FakeHostOptions {
  readonly table?: FakeTable
  readonly session?: Session
  readonly initialFile?: FileHandle
}

/** A StudioHost for tests. It answers at once with artificial data; fits advance only by `advance`. */
export interface FakeHost extends StudioHost {
  /** Commands in the order in which they were sent. */
  readonly calls: readonly { readonly name: keyof StudioApi; readonly request: unknown }[]
  /** Makes the next call of this command reject. */
  failNext(name: keyof StudioApi, error: StudioError): void
  /** Makes the running fit report a total of `iterations` M-steps. Its ellipses move from a poor start to the fit. */
  advance(iterations: number, position?: { start?: number }): void
  /** Makes every family refuse the table from now on; null accepts it again. */
  refuse(refusal: Assessment['refusal']): void
  /** Ends the running fit. */
  finish(status?: FitStatus): void
  setEngine(state: EngineState): void
  /** Sends a problem outside any command. */
  tellProblem(problem: StudioError): void
  /** Sets the problem that the engine reports from now on when a window asks for the session. */
  holdProblem(problem: StudioError | null): void
  readonly saved: readonly string[]
}

const handle = fileHandleSchema.parse('file-1')
const fakeDevice = { backend: 'core', name: 'Some processor', threads: 2, passedOver: [] }

export function createFakeHost(options: FakeHostOptions = {}): FakeHost {
  const table = options.table ?? fakeFaithful()
  const session = options.session ?? { version: '0.0.0', datasets: [], fits: [], problem: null }
  const calls: { name: keyof StudioApi; request: unknown }[] = []
  const failures = new Map<keyof StudioApi, StudioError>()
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const engineListeners = new Set<(state: EngineState) => void>()
  const saved: string[] = []
  const fits = new Map<FitId, FitSummary>(session.fits.map(fit => [fit.id, fit]))
  let opened = session.datasets
  let engineState: EngineState = { kind: 'ready' }
  let { problem } = session
  let running: FitId | null = null
  let reported = 0
  let lastStart = ''
  let refusal: Assessment['refusal'] = null
  let selections: SavedSelection[] = []

  function emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    for (const listener of listeners.get(name) ?? []) (listener as (value: EventPayload<Name>) => void)(payload)
  }

  function fitOf(id: FitId): FitSummary {
    const fit = fits.get(id)
    if (!fit) throw new StudioError('unknown-fit', `there is no fit ${id}.`)
    return fit
  }

  function change(id: FitId, patch: Partial<FitSummary>): FitSummary {
    const fit = { ...fitOf(id), ...patch }
    fits.set(id, fit)
    emit('fitChanged', fit)
    return fit
  }

  const aside = new Map<string, { readonly dataset: FakeTable['summary'] | null; readonly fits: readonly FitSummary[] }>()
  function setAside(gone: { readonly dataset: FakeTable['summary'] | null; readonly fits: readonly FitSummary[] }): { removal: string } {
    const removal = `00000000-0000-4000-8000-${String(aside.size + 1).padStart(12, '0')}`
    aside.set(removal, gone)
    return { removal }
  }

  const residence = (): FitSummary['residence'] => (table.summary.server ? 'servers' : table.summary.onDisk ? 'disk' : 'memory')

  function open(): FakeTable['summary'] {
    opened = [...opened.filter(({ id }) => id !== table.summary.id), table.summary]
    return table.summary
  }

  const answers: { readonly [Name in keyof StudioApi]: (request: Parameters<StudioApi[Name]>[0]) => Awaited<ReturnType<StudioApi[Name]>> } = {
    getSession: () => ({ ...session, datasets: opened, fits: [...fits.values()], problem }),
    listKeptSessions: () => [],
    continueSession: () => ({ ...session, datasets: opened, fits: [...fits.values()], problem }),
    removeKeptSession: () => null,
    describeFile: () => ({ kind: 'table' }),
    openProject: () => ({ ...session, datasets: opened, fits: [...fits.values()], problem }),
    saveProject: () => ({ file: fileHandleSchema.parse('project'), suggestedName: 'table.mixtura-project', bytes: 1, rows: 0 }),
    openFile: open,
    listTables: () => ({ file: 'shop.db', noun: 'table', names: ['sales', 'cheap'] }),
    openText: open,
    listRecentFiles: () => [],
    grantRecentFile: () => ({ file: handle }),
    forgetRecentFile: () => [],
    openTable: open,
    unlockTable: open,
    openTableSample: open,
    writeScores: ({ name }) => ({ address: `clickhouse://host/default/${name}`, rowsOmitted: 3 }),
    cancelScores: () => null,
    getScoresProgress: () => null,
    openSample: open,
    setColumnType({ dataset, column, type }) {
      opened = opened.map(known => (known.id === dataset ? { ...known, columns: known.columns.map(one => (one.name === column ? { ...one, type } : one)) } : known))
      return opened.find(({ id }) => id === dataset)!
    },
    closeDataset({ dataset }) {
      const closed = opened.find(({ id }) => id === dataset) ?? null
      opened = opened.filter(({ id }) => id !== dataset)
      const gone = [...fits.values()].filter(({ features }) => features.dataset === dataset)
      for (const { id } of gone) fits.delete(id)
      return setAside({ dataset: closed, fits: gone })
    },
    annotateDataset({ title, note }) {
      opened = opened.map(known => ({ ...known, title, note }))
      return opened[0]!
    },
    annotateFit: ({ fit, title, note }) => change(fit, { title, note }),
    nameGroups: ({ fit, names }) => change(fit, { groups: fitOf(fit).groups.map((group, k) => ({ ...group, name: names[k]! })) }),
    restoreRemoved({ removal }) {
      const back = aside.get(removal)
      if (!back) throw new StudioError('not-restorable', 'What was removed is not there any more.')
      aside.delete(removal)
      if (back.dataset) opened = [...opened, back.dataset]
      for (const fit of back.fits) fits.set(fit.id, fit)
      return { ...session, datasets: opened, fits: [...fits.values()], problem }
    },
    setReading: ({ reading }) => ({ ...table.summary, reading }),
    getRows: ({ offset, limit, query }) => {
      const { rows, columns } = table.summary
      // The search for a word leaves one row.
      const shown = query && query.search !== '' ? Math.min(1, rows) : rows
      const numbers = Array.from({ length: Math.max(0, Math.min(limit, shown - offset)) }, (_, i) => (query?.sort?.descending ? rows - 1 - offset - i : offset + i))
      return { offset, total: shown, numbers, rows: numbers.map(row => columns.map((_column, c) => table.cell(row, c))) }
    },
    getColumnProfiles: ({ columns }) => columns.map(name => ({
      name, quartiles: [1, 2, 3], outliers: { below: 0, above: 2, lowFence: -2, highFence: 6 }, histogram: { from: 0, to: 4, counts: [1, 3, 2, 1] }, topValues: null,
    })),
    listFamilies: () => fakeFamilies,
    assess: () => ({ rows: table.summary.rows, rowsOmitted: 0, residence: residence(), rowBytes: null, refusal, capabilities: ['predict'], classes: null, imageShape: null }),
    estimateFit: () => ({ seconds: 1.25, bytes: 3_400_000, device: { ...fakeDevice, passedOver: [{ backend: 'webgpu', code: 'no-adapter', reason: 'no GPU adapter was found', remedy: 'Install a driver.' }] } }),
    startFit({ family, options, features }) {
      const id = fitIdSchema.parse(`fit-${fits.size + 1}`)
      const waits = running !== null
      if (!waits) {
        running = id
        reported = 0
      }
      fits.set(id, {
        id, family, options, features, status: waits ? 'queued' : 'running', queuePosition: waits ? 1 : null, rowsUsed: table.summary.rows, rowsOmitted: 0, residence: residence(), passes: null, seconds: 0,
        device: fakeDevice, capabilities: [], facts: [], curves: [], tables: [], groups: [], noiseSize: 0, imageShape: null, hasModel: false, error: null, resumable: false, title: null, note: '',
        record: { startedAt: Date.UTC(2026, 0, 2), data: { name: table.summary.name, rows: table.summary.rows, sha256: 'ab12'.repeat(16) }, versions: [{ name: 'Mixtura Studio', version: '1.2.3' }] },
      })
      return fitOf(id)
    },
    pauseFit: ({ fit }) => change(fit, { status: 'paused' }),
    resumeFit({ fit }) {
      running = fit
      return change(fit, { status: 'running', resumable: false })
    },
    stopFit({ fit }) {
      if (running === fit) running = null
      return change(fit, { status: 'stopped', queuePosition: null })
    },
    removeFit({ fit }) {
      if (running === fit) running = null
      const gone = fitOf(fit)
      fits.delete(fit)
      emit('fitRemoved', { fit })
      return setAside({ dataset: null, fits: [gone] })
    },
    setFitView: () => null,
    getFit: ({ fit }) => fitOf(fit),
    getScatter: ({ fit, limit }) => fakeScatter(table, fit !== null && fitOf(fit).hasModel, limit),
    getGroups: () => fakeGroups,
    getClassProfiles: () => {
      throw new StudioError('no-capability', 'the model has no profiles.', { capability: 'profiles' })
    },
    getMemberships: ({ offset, limit, group, row }) => fakeMemberships(table, row ?? offset, limit, group),
    getCodes: () => {
      throw new StudioError('no-capability', 'the model has no codes.', { capability: 'encode' })
    },
    getSamples: ({ count }) => ({
      values: Float64Array.from({ length: 2 * count }, (_, i) => i), positions: new Float32Array(2 * count), labels: new Uint16Array(count), images: null,
    }),
    getReconstructions: () => {
      throw new StudioError('no-capability', 'the model has no reconstructions.', { capability: 'reconstruct' })
    },
    walk: ({ walk, steps }) => {
      const count = walk.kind === 'at' ? 1 : steps
      return {
        positions: new Float32Array(2 * count), values: Float64Array.from({ length: 2 * count }, (_, i) => i), images: null,
        logDensities: new Float64Array(count).fill(-3), posteriors: Float64Array.from({ length: 2 * count }, () => 0.5),
      }
    },
    getPath: () => ({ metric: null, moments: [] }),
    getConditional: ({ count, given }) => ({
      values: Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? given[0]!.value : i)), expected: Float64Array.of(given[0]!.value, 70), labels: new Uint16Array(count),
    }),
    getScript: () => ({ text: "import { fit } from 'somewhere'\n" }),
    getGroupProfiles: () => fakeProfiles,
    getSilhouettes: () => fakeSilhouettes,
    getCrossTable: () => fakeCrossTable,
    compareFits: () => fakeComparison,
    getAnomalies: ({ rate }) => fakeAnomalies(rate),
    getSelection: ({ selection }) => fakeSelectedRows(table, selection),
    getHistograms: ({ columns, bins }) => columns.map(column => ({ column, minimum: 0, maximum: 10, all: new Uint32Array(bins).fill(4), selected: new Uint32Array(bins).fill(1), missing: 0 })),
    getRowImages: () => {
      throw new StudioError('invalid-request', 'the rows are no images.')
    },
    saveSelection({ name, selection }) {
      selections = [...selections, { id: `selection-${selections.length + 1}`, name, selection, selected: fakeSelectedRows(table, selection).selected }]
      return selections
    },
    removeSelection({ id }) {
      selections = selections.filter(saved => saved.id !== id)
      return selections
    },
    getReport: ({ title }) => ({ page: `<!doctype html>\n<html lang="en"><head><title>${title}</title><style>h1{margin:0}</style></head><body><main><h1>${title}</h1></main></body></html>\n` }),
    exportFit: ({ content }) => ({ file: handle, suggestedName: `old-faithful.${content}`, bytes: 24_800, rows: table.summary.rows }),
  }

  const engine = Object.fromEntries(
    Object.entries(answers).map(([key, answer]) => {
      const name = key as keyof StudioApi
      return [name, async (request: never) => {
        calls.push({ name, request })
        const failure = failures.get(name)
        failures.delete(name)
        if (failure) throw failure
        return (answer as (value: never) => unknown)(request)
      }]
    }),
  ) as StudioApi

  return {
    kind: 'web',
    engine,
    initialFile: options.initialFile ?? null,
    calls,
    saved,
    onEvent(name, listener) {
      const known = listeners.get(name) ?? new Set()
      listeners.set(name, known.add(listener as (payload: never) => void))
      return () => known.delete(listener as (payload: never) => void)
    },
    onEngineState(listener) {
      engineListeners.add(listener)
      listener(engineState)
      return () => engineListeners.delete(listener)
    },
    onOpenedFile: () => () => undefined,
    pickFile: async () => handle,
    acceptFile: async () => handle,
    async saveExport(_file, suggestedName) {
      saved.push(suggestedName)
      return true
    },
    async saveBlob(_blob, suggestedName) {
      saved.push(suggestedName)
      return true
    },
    failNext: (name, error) => failures.set(name, error),
    advance(iterations, { start = 1 } = {}) {
      const key = String(start)
      if (key !== lastStart) reported = 0
      lastStart = key
      const steps = Array.from({ length: iterations - reported }, (_, i) => reported + i)
      reported = iterations
      emit('fitProgress', {
        fit: running!, status: 'running', seconds: iterations * 0.01, phase: 'fit', step: iterations, steps: 100, places: [{ name: 'start', at: start, of: 4 }],
        metrics: [{ name: 'likelihood', unit: 'natsPerRow', steps, values: steps.map(step => fakeLogLikelihood(start, step)) }],
        picture: { kind: 'ellipses', ellipses: fakeEllipses(1 - Math.exp(-iterations / 4)) },
      })
    },
    refuse(next) {
      refusal = next
    },
    finish(status = 'completed') {
      const id = running!
      running = null
      const hasModel = status === 'completed' || status === 'stopped'
      change(id, {
        status, seconds: 0.42, hasModel, ...(hasModel && fakeResults(table.summary.rows, 18)),
        error: status === 'failed'
          ? { code: 'degenerate-covariance', message: 'covariance of component 1 is not positive definite.', fields: { component: 1 } }
          : null,
        resumable: status === 'interrupted',
      })
    },
    tellProblem: found => emit('problem', found.toJSON()),
    holdProblem(held) {
      problem = held?.toJSON() ?? null
    },
    setEngine(state) {
      engineState = state
      for (const listener of engineListeners) listener(state)
    },
  }
}
