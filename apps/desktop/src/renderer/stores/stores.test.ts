// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { StudioError } from '../../contract/errors.js'
import type { FitProgress, FitRequest } from '../../contract/fit.js'
import { datasetIdSchema, fileHandleSchema, fitIdSchema } from '../../contract/identifiers.js'
import { fakeFaithful } from '../testing/fakeData.js'
import { createFakeHost } from '../testing/fakeHost.js'
import { startWindow } from '../testing/startWindow.js'
import { useDatasetsStore } from './datasets.js'
import { useEngineStore } from './engine.js'
import { proposedScaling } from './featureChoice.js'
import { useFeaturesStore } from './features.js'
import { useFitFormStore } from './fitForm.js'
import { useFitsStore } from './fits.js'
import { tracesOf, withProgress } from './fitTraces.js'
import { useNavigationStore } from './navigation.js'
import { useNoticesStore } from './notices.js'
import { usePlaneStore } from './plane.js'
import { useSessionStore } from './session.js'

describe('a new window', () => {
  it('opens Old Faithful and fits it with two components', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    expect(host.calls.map(({ name }) => name)).toEqual(['getSession', 'openSample', 'startFit'])
    const request = host.calls[2]!.request as FitRequest
    expect(request.components).toEqual({ minimum: 2, maximum: 2 })
    expect(request.features).toEqual({ dataset: 'dataset-1', columns: ['eruptions', 'waiting'], scaling: 'standardize', missing: 'error' })
    expect(request.view).toEqual({ kind: 'columns', x: 'eruptions', y: 'waiting' })
  })

  it('opens a file given at start-up, and fits nothing unasked', async () => {
    const { host } = startWindow({ initialFile: fileHandleSchema.parse('given') })
    await useSessionStore().begin()
    expect(host.calls.map(({ name }) => name)).toEqual(['getSession', 'openFile'])
  })

  it('shows again what the engine holds', async () => {
    const before = createFakeHost()
    const dataset = await before.engine.openSample({ name: 'old-faithful' })
    startWindow({ session: { version: '1.2.3', datasets: [dataset], fits: [], problem: null } })
    await useSessionStore().begin()
    await useFitsStore().start({ ...useFitFormStore().request()!, components: { minimum: 3, maximum: 5 } })
    const held = useFitsStore().fits.map(fit => ({ ...fit, status: 'interrupted' as const, resumable: true }))

    const { host } = startWindow({ session: { version: '1.2.3', datasets: [dataset], fits: held, problem: null } })
    await useSessionStore().begin()
    expect(host.calls.map(({ name }) => name)).toEqual(['getSession'])
    expect(useDatasetsStore().current?.name).toBe('old-faithful')
    expect(useFitsStore().shown?.status).toBe('interrupted')
    expect([useFitFormStore().mode, useFitFormStore().minimum, useFitFormStore().maximum]).toEqual(['range', 3, 5])
    expect(useNavigationStore().step).toBe('fit')
  })
})

describe('a fit', () => {
  it('collects one curve per start and ends with its model', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    const fits = useFitsStore()
    host.advance(3)
    host.advance(8)
    host.advance(4, { start: 2 })
    expect(fits.traces.map(({ start, points }) => [start, points.length])).toEqual([[1, 8], [2, 4]])
    expect(fits.progress?.ellipses).toHaveLength(2)
    expect(useFitFormStore().blocker).toBe('fit-active')
    await fits.pause()
    expect(fits.shown?.status).toBe('paused')
    await fits.resume()
    host.finish()
    expect(fits.shown?.status).toBe('completed')
    expect(fits.active).toBeNull()
    expect(useFitFormStore().blocker).toBeNull()
  })

  it('shows the start that won last and once, whichever start came last', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    const fits = useFitsStore()
    host.advance(3)
    host.advance(3, { start: 2 })
    host.finish()
    const { model } = fits.shown!
    const won = { ...fits.traces[0]!, points: model!.logLikelihoods.slice(0, 3).map((value, i) => [i, value] as const) }
    const shown = tracesOf(fits.shown!, [won, fits.traces[1]!])
    expect(shown.map(({ points }) => points.length)).toEqual([3, 19])
    expect(shown.at(-1)!.points.at(-1)).toEqual([18, model!.meanLogLikelihood])
    const begun = { ...fits.traces[1]!, points: [[0, -9]] as const }
    expect(tracesOf(fits.shown!, [begun, won]).map(({ points }) => points.length)).toEqual([19])
  })

  it('that cannot start is reported, and what was typed stays', async () => {
    const { host } = startWindow()
    await useDatasetsStore().openSample('old-faithful')
    const form = useFitFormStore()
    form.components = 7
    host.failNext('startFit', new StudioError('too-few-rows', 'too few', { rows: 3, required: 8, components: 7 }))
    await useFitsStore().start(form.request()!)
    expect(useNoticesStore().notices.map(({ error }) => error.code)).toEqual(['too-few-rows'])
    expect(form.components).toBe(7)
    expect(useFitsStore().shown).toBeNull()
  })

  it('draws the running fit in another plane without stale ellipses', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    host.advance(3)
    await useFitsStore().setView({ kind: 'principal' })
    expect(useFitsStore().progress?.ellipses).toEqual([])
    expect(host.calls.at(-1)).toEqual({ name: 'setFitView', request: { fit: 'fit-1', view: { kind: 'principal' } } })
  })
})

describe('a lost engine', () => {
  it('blocks fitting until it is back, then says that finished work is here', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    host.finish()
    const engine = useEngineStore()
    host.setEngine({ kind: 'lost', message: 'gone' })
    expect(engine.condition).toBe('lost')
    expect(useFitFormStore().blocker).toBe('engine-lost')
    host.setEngine({ kind: 'ready' })
    await flushPromises()
    expect(engine.condition).toBe('restarted')
    expect(useFitsStore().shown?.status).toBe('completed')
    expect(host.calls.at(-1)?.name).toBe('getSession')
    engine.acknowledge()
    expect(engine.condition).toBe('ready')
  })
})

describe('a session that is not safe', () => {
  const notSaved = new StudioError('session-not-saved', 'not saved', { reason: 'ENOSPC' })
  const lost = new StudioError('session-lost', 'lost')

  it('is told by the engine as it happens, once for the same', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    host.tellProblem(notSaved)
    host.tellProblem(notSaved)
    host.tellProblem(new StudioError('folder-removed', 'removed'))
    expect(useNoticesStore().notices.map(({ error }) => error.code)).toEqual(['session-not-saved', 'folder-removed'])
  })

  it('is told to a window that is opened later', async () => {
    startWindow({ session: { version: '1', datasets: [], fits: [], problem: notSaved.toJSON() } })
    await useSessionStore().begin()
    expect(useNoticesStore().notices.map(({ error }) => error)).toEqual([notSaved.toJSON()])
  })

  it('is told when an engine came back without it', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    host.setEngine({ kind: 'lost', message: 'gone' })
    host.holdProblem(lost)
    host.setEngine({ kind: 'ready' })
    await flushPromises()
    expect(useNoticesStore().notices.map(({ error }) => error.code)).toEqual(['session-lost'])
  })
})

describe('closing a dataset', () => {
  it('takes its fits and choices along, and shows the one that is left', async () => {
    const table = fakeFaithful()
    const before = createFakeHost({ table })
    const faithful = await before.engine.openSample({ name: 'old-faithful' })
    const other = { ...faithful, id: datasetIdSchema.parse('dataset-9'), name: 'other.csv' }
    const { host } = startWindow({ table, session: { version: '1', datasets: [other, faithful], fits: [], problem: null } })
    await useSessionStore().begin()
    await useFitsStore().start(useFitFormStore().request()!)
    host.finish()
    useFeaturesStore().use(['waiting'], false)

    host.failNext('closeDataset', new StudioError('dataset-in-use', 'Fit 1 is paused.'))
    await useSessionStore().close(faithful.id)
    expect(useDatasetsStore().datasets).toHaveLength(2)
    expect(useNoticesStore().notices.map(({ error }) => error.code)).toEqual(['dataset-in-use'])

    await useSessionStore().close(faithful.id)
    expect(host.calls.at(-1)).toEqual({ name: 'closeDataset', request: { dataset: faithful.id } })
    expect(useDatasetsStore().current?.name).toBe('other.csv')
    expect(useFitsStore().fits).toEqual([])
    await useDatasetsStore().openSample('old-faithful')
    expect(useFeaturesStore().features?.columns).toEqual(['eruptions', 'waiting'])

    await useSessionStore().close(faithful.id)
    await useSessionStore().close(other.id)
    expect(useDatasetsStore().current).toBeNull()
    expect(useFitFormStore().blocker).toBe('no-dataset')
  })
})

describe('notices', () => {
  it('show the same error once, and go when dismissed', () => {
    startWindow()
    const notices = useNoticesStore()
    notices.report(new StudioError('empty-file', 'the file is empty.'))
    notices.report(new StudioError('empty-file', 'the file is empty.'))
    notices.report(new TypeError('surprise'))
    expect(notices.notices.map(({ error }) => error.code)).toEqual(['empty-file', 'internal'])
    notices.dismiss(notices.notices[0]!.id)
    expect(notices.notices.map(({ error }) => error.message)).toEqual(['Something went wrong: surprise'])
  })
})

describe('a file that could not be opened', () => {
  it('is told until one opens; other notices stay', async () => {
    const { host } = startWindow()
    const notices = useNoticesStore()
    const datasets = useDatasetsStore()
    notices.report(new StudioError('unknown-fit', 'there is no such fit.'))
    for (const path of ['one.csv', 'two.csv']) {
      host.failNext('openFile', new StudioError('empty-file', `${path} is empty.`, { path }))
      await datasets.pick()
    }
    expect(notices.notices.map(({ error }) => error.fields['path'])).toEqual([undefined, 'one.csv', 'two.csv'])
    await datasets.pick()
    expect(notices.notices.map(({ error }) => error.code)).toEqual(['unknown-fit'])
  })
})

describe('the choice of features', () => {
  it('leaves out identifiers, constants and categories', async () => {
    startWindow({ table: fakeFaithful({ extras: true }) })
    await useDatasetsStore().openSample('old-faithful')
    expect(useFeaturesStore().features?.columns).toEqual(['eruptions', 'waiting'])
  })

  it('never leaves rows out unasked', async () => {
    startWindow({ table: fakeFaithful({ missing: 7 }) })
    await useDatasetsStore().openSample('old-faithful')
    const features = useFeaturesStore()
    const form = useFitFormStore()
    expect(form.blocker).toBe('missing-undecided')
    features.choose({ missing: 'error' })
    expect(form.blocker).toBe('missing-stop')
    features.choose({ missing: 'omit-rows' })
    expect(form.blocker).toBeNull()
    expect(form.request()?.features.missing).toBe('omit-rows')
    features.use(['waiting'], false)
    expect(form.request()?.features).toMatchObject({ columns: ['eruptions'], missing: 'error' })
  })

  it('proposes standardising where deviations differ more than tenfold', () => {
    const [eruptions, waiting] = fakeFaithful().summary.columns
    expect(proposedScaling([eruptions!, waiting!])).toBe('standardize')
    expect(proposedScaling([eruptions!, { ...waiting!, standardDeviation: 11.4 }])).toBe('none')
    expect(proposedScaling([eruptions!])).toBe('none')
  })
})

describe('the plane', () => {
  it('follows the columns where the one chosen no longer fits them', () => {
    startWindow()
    const plane = usePlaneStore()
    plane.prefer({ kind: 'columns', x: 'a', y: 'c' })
    expect(plane.viewFor(['a', 'b', 'c'])).toEqual({ kind: 'columns', x: 'a', y: 'c' })
    expect(plane.viewFor(['a', 'b'])).toEqual({ kind: 'columns', x: 'a', y: 'b' })
    expect(plane.viewFor(['b', 'd', 'e'])).toEqual({ kind: 'principal' })
    expect(plane.viewFor(['b'])).toEqual({ kind: 'columns', x: 'b', y: 'b' })
  })
})

it('draws no curve of runs that see some of the rows only', () => {
  const shared: Omit<FitProgress, 'phase' | 'trace'> = {
    fit: fitIdSchema.parse('fit-1'), status: 'running', candidate: 1, candidates: 1, components: 2, covarianceType: 'full', starts: 4, start: 1,
    iteration: 3, ellipses: [], seconds: 0.1,
  }
  const searched = withProgress([], { ...shared, phase: 'short-run', trace: [] })
  expect(searched).toEqual([])
  expect(withProgress(searched, { ...shared, phase: 'fit', trace: [[3, -2]] })).toMatchObject([{ start: 1, points: [[3, -2]] }])
})
