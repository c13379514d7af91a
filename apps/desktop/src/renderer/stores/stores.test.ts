// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { describe, expect, it, vi } from 'vitest'
import { StudioError } from '../../contract/errors.js'
import type { FitProgress, FitRequest } from '../../contract/fit.js'
import { datasetIdSchema, fileHandleSchema } from '../../contract/identifiers.js'
import { fakeFaithful } from '../testing/fakeData.js'
import { createFakeHost } from '../testing/fakeHost.js'
import { startWindow } from '../testing/startWindow.js'
import { useCatalogueStore } from './catalogue.js'
import { useDatasetsStore } from './datasets.js'
import { useEngineStore } from './engine.js'
import { initialChoice, proposedScaling } from './featureChoice.js'
import { useFeaturesStore } from './features.js'
import { useFitCheckStore } from './fitCheck.js'
import { secondsLeft, useFitsStore } from './fits.js'
import type { Trace } from './fitTraces.js'
import { liveCurves, resultCurves, withProgress } from './fitTraces.js'
import { useHistoryStore } from './history.js'
import { useModelFormStore } from './modelForm.js'
import { useNavigationStore } from './navigation.js'
import { useNoticesStore } from './notices.js'
import { usePlaneStore } from './plane.js'
import { useRowQueriesStore } from './rowQueries.js'
import { useSessionStore } from './session.js'

describe('a new window', () => {
  it('opens Old Faithful and fits the first family with two components', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    expect(host.calls.map(({ name }) => name)).toEqual(['getSession', 'listFamilies', 'listKeptSessions', 'listRecentFiles', 'openSample', 'listRecentFiles', 'startFit'])
    const request = host.calls.find(({ name }) => name === 'startFit')!.request as FitRequest
    expect(request.family).toBe('blobs')
    expect(request.options).toMatchObject({ components: 2, shape: 'round', seed: 0 })
    expect(request.features).toEqual({ dataset: 'dataset-1', columns: ['eruptions', 'waiting'], scaling: 'standardize', missing: 'error', label: null })
    expect(request.view).toEqual({ kind: 'columns', x: 'eruptions', y: 'waiting' })
  })

  it('opens a file given at start-up, and fits nothing unasked', async () => {
    const { host } = startWindow({ initialFile: fileHandleSchema.parse('given') })
    await useSessionStore().begin()
    expect(host.calls.map(({ name }) => name)).toEqual(['getSession', 'listFamilies', 'listKeptSessions', 'listRecentFiles', 'describeFile', 'openFile', 'listRecentFiles'])
  })

  it('shows again what the engine holds', async () => {
    const before = createFakeHost()
    const dataset = await before.engine.openSample({ name: 'old-faithful' })
    startWindow({ session: { version: '1.2.3', datasets: [dataset], fits: [], problem: null } })
    await useSessionStore().begin()
    await useFitsStore().start({ ...useModelFormStore().request()!, family: 'sorter', options: { sizes: { minimum: 3, maximum: 5 }, shapes: ['round', 'long'] } })
    const held = useFitsStore().fits.map(fit => ({ ...fit, status: 'interrupted' as const, resumable: true }))

    const { host } = startWindow({ session: { version: '1.2.3', datasets: [dataset], fits: held, problem: null } })
    await useSessionStore().begin()
    expect(host.calls.map(({ name }) => name)).toEqual(['getSession', 'listFamilies', 'listKeptSessions', 'listRecentFiles'])
    expect(useDatasetsStore().current?.name).toBe('old-faithful')
    expect(useFitsStore().shown?.status).toBe('interrupted')
    expect(useModelFormStore().family?.kind).toBe('sorter')
    expect(useModelFormStore().changed).toEqual({ sizes: { minimum: 3, maximum: 5 } })
    expect(useNavigationStore().step).toBe('models')
  })
})

describe('a fit', () => {
  it('collects one curve per start and ends with its results', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    const fits = useFitsStore()
    host.advance(3)
    host.advance(8)
    host.advance(4, { start: 2 })
    const [curves] = liveCurves(fits.shownReports!.traces, ['search', 'fit'])
    expect(curves!.lines.map(({ places, points }) => [places[0]!.at, points.length])).toEqual([[1, 8], [2, 4]])
    expect(fits.shownReports?.progress.picture).toMatchObject({ kind: 'ellipses' })
    const { id } = fits.shown!
    await fits.pause(id)
    expect(fits.shown?.status).toBe('paused')
    await fits.resume(id)
    host.finish()
    expect(fits.shown?.status).toBe('completed')
    expect(fits.queue).toEqual([])
  })

  it('waits behind a running one, and goes when it is removed', async () => {
    startWindow()
    await useSessionStore().begin()
    const fits = useFitsStore()
    await fits.start(useModelFormStore().request()!)
    expect(fits.queue.map(({ id, status, queuePosition }) => [id, status, queuePosition])).toEqual([['fit-1', 'running', null], ['fit-2', 'queued', 1]])
    await fits.remove(fits.shown!.id)
    expect(fits.fits.map(({ id }) => id)).toEqual(['fit-1'])
    expect(fits.shown?.id).toBe('fit-1')
  })

  it('that cannot start is reported, and what was typed stays', async () => {
    const { host } = startWindow()
    await useDatasetsStore().openSample('old-faithful')
    const form = useModelFormStore()
    await useCatalogueStore().load()
    form.set('components', 7)
    host.failNext('startFit', new StudioError('too-few-rows', 'too few', { rows: 3, required: 8, components: 7 }))
    await useFitsStore().start(form.request()!)
    expect(useNoticesStore().notices.map(({ error }) => error.code)).toEqual(['too-few-rows'])
    expect(form.values['components']).toBe(7)
    expect(useFitsStore().shown).toBeNull()
  })

  it('draws the running fit in another plane without a stale picture', async () => {
    const { host } = startWindow()
    await useSessionStore().begin()
    host.advance(3)
    await useFitsStore().setView({ kind: 'principal' })
    expect(useFitsStore().shownReports?.progress.picture).toBeNull()
    expect(host.calls.at(-1)).toEqual({ name: 'setFitView', request: { fit: 'fit-1', view: { kind: 'principal' } } })
  })
})

describe('a filter of rows', () => {
  const filter = { conditions: [{ column: 'eruptions', from: 3 }], search: '' }
  async function filtered() {
    startWindow()
    await useSessionStore().begin()
    const [features, rowQueries] = [useFeaturesStore(), useRowQueriesStore()]
    rowQueries.change({ ...filter, appliesToFits: true })
    return { features, rowQueries, dataset: useDatasetsStore().current! }
  }

  it('is followed by fits of all kinds of columns', async () => {
    const { features } = await filtered()
    features.chooseRole('eruptions', { word: 'number' })
    expect(features.features?.where).toEqual(filter)
    expect(features.mixedFeatures?.where).toEqual(filter)
  })

  it('stays on screen after a fit of all rows is taken up, but is not followed', async () => {
    const { features, rowQueries } = await filtered()
    const followed = features.features!
    rowQueries.change({ appliesToFits: false })
    const all = features.features!
    for (const chosen of [followed, all]) features.restore(chosen)
    expect([rowQueries.isFiltered, features.features?.where]).toEqual([true, undefined])
    features.restore(followed)
    expect(features.features?.where).toEqual(filter)
  })

  it('comes back with a closed dataset, and with the reading of before', async () => {
    const { features, dataset } = await filtered()
    const history = useHistoryStore()
    await useSessionStore().close(dataset.id)
    await history.undo()
    expect(features.features?.where).toEqual(filter)
    await useDatasetsStore().setReading(dataset.id, { delimiter: ';' }, () => {
      const putBack = features.keep(dataset.id)
      features.forget(dataset.id)
      return putBack
    })
    expect(features.features?.where).toBeUndefined()
    await history.undo()
    expect(features.features?.where).toEqual(filter)
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
    expect(useModelFormStore().blocker).toBe('engine-lost')
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
    await useFitsStore().start(useModelFormStore().request()!)
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
    expect(useModelFormStore().blocker).toBe('no-dataset')
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
    await useCatalogueStore().load()
    const features = useFeaturesStore()
    const form = useModelFormStore()
    expect(form.blocker).toBe('missing-undecided')
    features.choose({ missing: 'error' })
    expect(form.blocker).toBe('missing-stop')
    features.choose({ missing: 'omit-rows' })
    expect(form.blocker).toBeNull()
    expect(form.request()?.features.missing).toBe('omit-rows')
    features.choose({ missing: 'keep' })
    expect([form.blocker, form.request()?.features.missing]).toEqual([null, 'keep'])
    features.use(['waiting'], false)
    expect(form.request()?.features).toMatchObject({ columns: ['eruptions'], missing: 'error' })
  })

  it('proposes standardising where deviations differ more than tenfold', () => {
    const [eruptions, waiting] = fakeFaithful().summary.columns
    expect(proposedScaling([eruptions!, waiting!])).toBe('standardize')
    expect(proposedScaling([eruptions!, { ...waiting!, standardDeviation: 11.4 }])).toBe('none')
    expect(proposedScaling([eruptions!])).toBe('none')
  })

  it('takes whole images as they are: constant pixels are left out of tables alone', () => {
    const { summary } = fakeFaithful({ extras: true })
    expect(initialChoice(summary).columns).toEqual(['eruptions', 'waiting'])
    const images = { ...summary, images: true, columns: summary.columns.slice(0, 4) }
    expect(initialChoice(images).columns).toEqual(['eruptions', 'waiting', 'eruption_id', 'station'])
    expect(proposedScaling(images.columns, images.images)).toBe('none')
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
    expect(plane.spaceFor(['a', 'b', 'c'], { discriminant: false })).toEqual({ kind: 'columns', x: 'a', y: 'c', z: 'b' })
    plane.prefer({ kind: 'columns', x: 'a', y: 'c', z: 'd' })
    expect(plane.spaceFor(['a', 'b', 'c', 'd'], { discriminant: false })).toEqual({ kind: 'columns', x: 'a', y: 'c', z: 'd' })
    plane.prefer({ kind: 'discriminant' })
    expect(plane.viewFor(['a', 'b', 'c'])).toEqual({ kind: 'principal' })
    expect(plane.spaceFor(['a', 'b', 'c'], { discriminant: true })).toEqual({ kind: 'discriminant', spatial: true })
  })
})

describe('the form of a model', () => {
  async function open() {
    const { host } = startWindow({ table: fakeFaithful({ extras: true }) })
    await useDatasetsStore().openSample('old-faithful')
    await useCatalogueStore().load()
    return { host, form: useModelFormStore() }
  }

  it('keeps what differs from the defaults, for each family by itself', async () => {
    const { form } = await open()
    form.set('components', 5)
    form.set('shape', 'round')
    expect(form.changed).toEqual({ components: 5 })
    form.choose('sorter')
    form.set('sizes', { minimum: 2, maximum: 3 })
    form.choose('blobs')
    expect(form.request()?.options).toMatchObject({ components: 5, shape: 'round' })
    form.reset()
    expect(form.changed).toEqual({})
    form.choose('sorter')
    expect(form.changed).toEqual({ sizes: { minimum: 2, maximum: 3 } })
  })

  it('sends the column of known classes only to families that use it, and never as a feature', async () => {
    const { form } = await open()
    useFeaturesStore().choose({ label: 'waiting' })
    expect(form.request()?.features).toMatchObject({ columns: ['eruptions', 'waiting'], label: null })
    form.choose('sorter')
    expect(form.request()?.features).toMatchObject({ columns: ['eruptions'], label: 'waiting' })
  })

  it('asks the engine whether the fit can start and what it takes', async () => {
    const { host } = await open()
    const check = useFitCheckStore()
    await vi.waitFor(() => expect(check.estimate?.seconds).toBe(1.25))
    expect(check.isRefused).toBe(false)
    host.refuse({ reason: { en: 'Too few rows.', zh: '行数太少。' }, remedy: { en: 'Add rows.', zh: '请增加行。' } })
    useModelFormStore().set('components', 9)
    expect(check.isRefused).toBe(false)
    await vi.waitFor(() => expect(check.isRefused).toBe(true))
    useModelFormStore().set('components', 2)
    expect(check.isRefused).toBe(false)
  })

  it('says why there is no answer', async () => {
    const { host } = await open()
    host.failNext('assess', new StudioError('missing-label', 'no label', { row: 3, column: 'kind' }))
    const check = useFitCheckStore()
    await vi.waitFor(() => expect(check.problem?.code).toBe('missing-label'))
    expect(check.isRefused).toBe(true)
  })
})

describe('curves', () => {
  const report = (phase: string, start: number, steps: number[], values: (number | null)[]): Pick<FitProgress, 'phase' | 'places' | 'metrics'> =>
    ({ phase, places: [{ name: 'start', at: start, of: 4 }], metrics: [{ name: 'loss', unit: '', steps, values }] })

  it('are those of the latest phase, since earlier ones see some of the rows only', () => {
    const searched = withProgress([], report('search', 1, [1, 2], [-3, -2]))
    expect(liveCurves(searched, ['search', 'fit'])[0]!.lines).toHaveLength(1)
    const fitted = withProgress(searched, report('fit', 2, [1], [-1]))
    expect(liveCurves(fitted, ['search', 'fit'])[0]!.lines).toMatchObject([{ phase: 'fit', points: [[1, -1]] }])
  })

  it('leave out values that are not finite, and take later values of a step', () => {
    const first = withProgress([], report('fit', 1, [1, 2, 3], [5, null, 3]))
    expect(withProgress(first, report('fit', 1, [3, 4], [2, 1]))[0]!.points).toEqual([[1, 5], [3, 2], [4, 1]])
  })

  it('of a result show the winner last and once, with the other starts behind it', () => {
    const traces = [report('fit', 1, [0, 1], [-5, -4]), report('fit', 2, [0, 1], [-6, -3]), report('fit', 3, [0], [-9])].reduce(withProgress, [] as readonly Trace[])
    const [curves] = resultCurves([{ name: 'loss', unit: '', step: 'iteration', steps: [0, 1, 2], values: [-6, -3, -2] }], traces)
    expect(curves!.lines.map(({ points }) => points.length)).toEqual([2, 3])
    expect(curves!.lines.at(-1)!.points.at(-1)).toEqual([2, -2])
  })
})

it('tells the time that is left from the pace of the phase', async () => {
  const { host } = startWindow()
  await useSessionStore().begin()
  host.advance(10)
  expect(secondsLeft(useFitsStore().shownReports!)).toBeNull()
  host.advance(20)
  // Ten steps took 0.1 s, and 80 are left.
  expect(secondsLeft(useFitsStore().shownReports!)).toBeCloseTo(0.8, 10)
})
