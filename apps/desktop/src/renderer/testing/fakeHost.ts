import type { EventName, EventPayload, StudioApi } from '../../contract/api.js'
import { StudioError } from '../../contract/errors.js'
import type { Candidate, FitRequest, FitStatus, FitSummary } from '../../contract/fit.js'
import type { EngineState, StudioHost } from '../../contract/host.js'
import type { FileHandle, FitId } from '../../contract/identifiers.js'
import { fileHandleSchema, fitIdSchema } from '../../contract/identifiers.js'
import type { Session } from '../../contract/session.js'
import { fakeEllipses, fakeFaithful, fakeLogLikelihood, fakeMemberships, fakeModel, fakeScatter } from './fakeData.js'
import type { FakeTable } from './fakeData.js'

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
  advance(iterations: number, position?: { start?: number; candidate?: number }): void
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

  function candidatesOf(request: FitRequest): Candidate[] {
    const { minimum, maximum } = request.components
    const numbers = Array.from({ length: maximum - minimum + 1 }, (_, i) => minimum + i)
    return request.covarianceTypes
      .flatMap((covarianceType, t) => numbers.map(components => {
        const bic = 2322.2 + 46 * Math.abs(components - 2) ** 0.8 + 9.5 * t + (components === 1 ? 260 : 0)
        return {
          components, covarianceType, parameterCount: 6 * components - 1, meanLogLikelihood: -bic / 544 + 0.1,
          bic, aic: bic - 40, converged: components < 6, collapsed: false, error: null,
        }
      }))
      .sort((a, b) => a.bic - b.bic)
  }

  function open(): FakeTable['summary'] {
    opened = [...opened.filter(({ id }) => id !== table.summary.id), table.summary]
    return table.summary
  }

  const answers: { readonly [Name in keyof StudioApi]: (request: Parameters<StudioApi[Name]>[0]) => Awaited<ReturnType<StudioApi[Name]>> } = {
    getSession: () => ({ ...session, datasets: opened, fits: [...fits.values()], problem }),
    openFile: open,
    openSample: open,
    setColumnType: ({ column, type }) => ({
      ...table.summary,
      columns: table.summary.columns.map(known => (known.name === column ? { ...known, type } : known)),
    }),
    closeDataset({ dataset }) {
      opened = opened.filter(({ id }) => id !== dataset)
      for (const fit of fits.values()) if (fit.request.features.dataset === dataset) fits.delete(fit.id)
      return null
    },
    setReading: ({ reading }) => ({ ...table.summary, reading }),
    getRows: ({ offset, limit }) => ({
      offset,
      rows: Array.from({ length: Math.max(0, Math.min(limit, table.summary.rows - offset)) }, (_, i) =>
        table.summary.columns.map((_column, c) => table.cell(offset + i, c))),
    }),
    startFit(request) {
      if (running) throw new StudioError('fit-already-running', 'a fit is already running.', { fit: running })
      const id = fitIdSchema.parse(`fit-${fits.size + 1}`)
      running = id
      reported = 0
      fits.set(id, {
        id, request, status: 'running', rowsUsed: table.summary.rows, rowsOmitted: 0, seconds: 0, candidates: [],
        model: null, error: null, resumable: false,
      })
      return fitOf(id)
    },
    pauseFit: ({ fit }) => change(fit, { status: 'paused' }),
    resumeFit({ fit }) {
      running = fit
      return change(fit, { status: 'running', resumable: false })
    },
    stopFit({ fit }) {
      running = null
      return change(fit, { status: 'stopped' })
    },
    setFitView: () => null,
    getFit: ({ fit }) => fitOf(fit),
    getScatter: ({ fit, limit }) => fakeScatter(table, fit !== null && fitOf(fit).model !== null, limit),
    getMemberships: ({ offset, limit, component }) => fakeMemberships(table, offset, limit, component),
    exportFit: ({ content }) => ({ file: handle, suggestedName: `old-faithful.${content === 'model' ? 'json' : content}`, bytes: 24_800, rows: table.summary.rows }),
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
    advance(iterations, { start = 1, candidate = 1 } = {}) {
      const { request } = fitOf(running!)
      const { minimum, maximum } = request.components
      const span = maximum - minimum + 1
      const key = `${candidate} ${start}`
      if (key !== lastStart) reported = 0
      lastStart = key
      const trace = Array.from({ length: iterations - reported }, (_, i): [number, number] =>
        [reported + i, fakeLogLikelihood(start, reported + i) - 0.05 * (candidate - 1)])
      reported = iterations
      emit('fitProgress', {
        fit: running!, status: 'running', candidate, candidates: span * request.covarianceTypes.length,
        components: minimum + ((candidate - 1) % span),
        covarianceType: request.covarianceTypes[Math.floor((candidate - 1) / span)]!,
        phase: 'fit', start, starts: request.starts, iteration: iterations, trace,
        ellipses: fakeEllipses(1 - Math.exp(-iterations / 4)), seconds: iterations * 0.01,
      })
    },
    finish(status = 'completed') {
      const id = running!
      running = null
      const { request } = fitOf(id)
      const failed = status === 'failed'
      change(id, {
        status, seconds: 0.42, candidates: failed ? [] : candidatesOf(request),
        model: failed || status === 'interrupted' ? null : fakeModel(request, table.summary.rows, 18),
        error: failed
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
