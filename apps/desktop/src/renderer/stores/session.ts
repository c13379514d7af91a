import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { DatasetId, FileHandle } from '../../contract/identifiers.js'
import { StudioError } from '../../contract/errors.js'
import type { Session } from '../../contract/session.js'
import { useDatasetsStore } from './datasets.js'
import { useEngineStore } from './engine.js'
import { useFeaturesStore } from './features.js'
import { useFitsStore } from './fits.js'
import { useCatalogueStore } from './catalogue.js'
import { useModelFormStore } from './modelForm.js'
import { useHistoryStore } from './history.js'
import { useHost } from './host.js'
import { useNavigationStore } from './navigation.js'
import { useNoticesStore } from './notices.js'
import { useProjectStore } from './project.js'
import { useRecentFilesStore } from './recentFiles.js'
import { useSelectionStore } from './selection.js'
import { useWindowMemoryStore } from './windowMemory.js'

/**
 * What a window shows at its start:
 * 1. If the engine already holds datasets (after a reload, or when the engine is back), they are shown with the last fit, and after a
 *    reload as the window showed them.
 * 2. Otherwise, a file given on the command line is opened.
 * 3. If the session is empty, Old Faithful is opened and fitted with two components, so that new users see a fit before
 *    they have read anything. The family is the first of the catalogue. This is the only fit that starts without a request. A line
 *    above says that it is a sample, and offers the user's own file and the latest of the earlier sessions.
 */
export const useSessionStore = defineStore('session', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const datasets = useDatasetsStore()
  const features = useFeaturesStore()
  const fits = useFitsStore()
  const catalogue = useCatalogueStore()
  const form = useModelFormStore()
  const navigation = useNavigationStore()
  const engine = useEngineStore()
  const project = useProjectStore()
  const recentFiles = useRecentFilesStore()
  const history = useHistoryStore()
  const selection = useSelectionStore()
  const windowMemory = useWindowMemoryStore()
  const version = ref('')
  const begun = ref(false)
  const showsSample = ref(false)
  /** Whether the sample is on screen that Studio opened by itself, and nothing else. */
  const isWelcome = computed(() => showsSample.value && datasets.datasets.length === 1 && fits.fits.length <= 1)

  function restore(session: Session): void {
    const last = session.fits.at(-1)
    fits.restore(session.fits)
    selection.restore(session.selections ?? [])
    datasets.restore(session.datasets, last?.features.dataset ?? null)
    for (const fit of session.fits) features.restore(fit.features)
    if (!last) return
    form.fill(last.family, last.options)
    navigation.step = last.hasModel ? 'results' : 'models'
  }

  async function showSample(): Promise<void> {
    // The step is set before the first wait, so that a user who goes to another step meanwhile stays there.
    navigation.step = 'models'
    showsSample.value = true
    const sample = await datasets.openSample('old-faithful')
    // Old Faithful has short and long eruptions.
    form.set('components', 2)
    const request = sample && !form.blocker && form.request()
    if (request) await fits.start(request)
  }

  /** Files to open that arrived before the session was on screen. */
  const earlyFiles: FileHandle[] = []

  async function openGiven(file: FileHandle): Promise<void> {
    if (await datasets.openHandle(file)) navigation.step = 'data'
  }

  async function begin(): Promise<void> {
    const [session] = await Promise.all([notices.attempt(() => host.engine.getSession(null)), catalogue.load()])
    void project.refresh()
    void recentFiles.refresh()
    if (session) version.value = session.version
    if (session?.problem) notices.report(StudioError.from(session.problem))
    if (session && session.datasets.length > 0) {
      restore(session)
      windowMemory.recall()
    }
    else if (host.initialFile !== null) await datasets.openHandle(host.initialFile)
    else if (session) await showSample()
    begun.value = true
    windowMemory.begin()
    for (const file of earlyFiles.splice(0)) await openGiven(file)
    // A run that has crashed is known to have ended when its folder has been watched for a while.
    if (isWelcome.value && !project.latest) setTimeout(() => void project.refresh(), 90_000)
  }

  /** Adds what an earlier session held, and shows it. */
  async function takeOver(kept: string): Promise<void> {
    const session = await project.takeOver(kept)
    if (session) restore(session)
  }

  /** Closes a dataset and forgets its feature choice and its fits, which can be undone. */
  async function close(id: DatasetId): Promise<void> {
    const dataset = datasets.datasets.find(known => known.id === id)
    let removal = ''
    let putChoiceBack = (): void => undefined
    const apply = async (): Promise<boolean> => {
      const closed = await datasets.close(id)
      if (!closed) return false
      removal = closed.removal
      putChoiceBack = features.keep(id)
      features.forget(id)
      fits.forget(id)
      return true
    }
    const takeBack = async (): Promise<boolean> => {
      const whole = await notices.attempt(() => host.engine.restoreRemoved({ removal }))
      if (!whole) return false
      datasets.restore(whole.datasets, id)
      fits.restore(whole.fits)
      selection.restore(whole.selections ?? [])
      putChoiceBack()
      return true
    }
    if ((await apply()) && dataset) history.record({ change: { kind: 'closeDataset', dataset }, undo: takeBack, redo: apply })
  }

  datasets.onProject(restore)
  host.onOpenedFile(file => {
    if (begun.value) void openGiven(file)
    else earlyFiles.push(file)
  })
  host.onEvent('problem', problem => notices.report(StudioError.from(problem)))

  // A new engine process holds the finished work of the old one. The selection on screen does not change.
  engine.onReturn(() => {
    void notices.attempt(async () => {
      const session = await host.engine.getSession(null)
      if (catalogue.families.length === 0) await catalogue.load()
      if (session.problem) notices.report(StudioError.from(session.problem))
      datasets.restore(session.datasets, datasets.currentId)
      fits.restore(session.fits)
    })
  })

  return { version, begun, isWelcome, begin, close, takeOver, dismissWelcome: () => (showsSample.value = false) }
})
