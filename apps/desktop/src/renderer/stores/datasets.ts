import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { Annotation, Removal } from '../../contract/annotations.js'
import type { ColumnType, DatasetSummary, SampleName } from '../../contract/dataset.js'
import { StudioError } from '../../contract/errors.js'
import type { DatasetId, FileHandle } from '../../contract/identifiers.js'
import type { Reading } from '../../contract/reading.js'
import type { RecentId } from '../../contract/recentFiles.js'
import type { OpenTableRequest, UnlockTableRequest } from '../../contract/serverTable.js'
import type { Session } from '../../contract/session.js'
import { filesToOpen, type FileToOpen } from '../files/filesToOpen.js'
import { useHistoryStore } from './history.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'
import { useRecentFilesStore } from './recentFiles.js'
import { useTableChoiceStore } from './tableChoice.js'

/** The datasets that the engine holds, and the one on screen. */
export const useDatasetsStore = defineStore('datasets', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const history = useHistoryStore()
  const recentFiles = useRecentFilesStore()
  const tableChoice = useTableChoiceStore()
  const datasets = shallowRef<readonly DatasetSummary[]>([])
  const currentId = ref<DatasetId | null>(null)
  const opening = ref(false)
  const current = computed(() => datasets.value.find(({ id }) => id === currentId.value) ?? null)

  function put(dataset: DatasetSummary): void {
    const known = datasets.value.some(({ id }) => id === dataset.id)
    datasets.value = known
      ? datasets.value.map(other => (other.id === dataset.id ? dataset : other))
      : [...datasets.value, dataset]
  }

  async function open(load: () => Promise<DatasetSummary | null>): Promise<DatasetSummary | null> {
    opening.value = true
    try {
      const dataset = await notices.attempt(load, 'open-file')
      if (!dataset) return null
      notices.settle('open-file')
      put(dataset)
      currentId.value = dataset.id
      void recentFiles.refresh()
      return dataset
    } finally {
      opening.value = false
    }
  }

  const openTable = (request: OpenTableRequest): Promise<DatasetSummary | null> => open(() => host.engine.openTable(request))

  /** Gives user and password of a table at servers again. */
  const unlock = (request: UnlockTableRequest): Promise<DatasetSummary | null> => open(() => host.engine.unlockTable(request))

  /** Opens drawn rows of a table at servers, with a note that says where they are from. */
  const openTableSample = (dataset: DatasetId, rows: number, noteOf: (sample: DatasetSummary) => string): Promise<DatasetSummary | null> =>
    open(async () => {
      const sample = await host.engine.openTableSample({ dataset, rows })
      return host.engine.annotateDataset({ dataset: sample.id, title: null, note: noteOf(sample) })
    })

  const projectListeners = new Set<(session: Session) => void>()

  /** Opens a table. What a project holds is added to the session instead, and the listeners hear of it. */
  async function openAny(file: FileHandle): Promise<DatasetSummary | null> {
    const { kind } = await host.engine.describeFile({ file })
    if (kind === 'table') return openChosen(file)
    const session = await host.engine.openProject({ file })
    notices.settle('open-file')
    for (const listener of projectListeners) listener(session)
    return null
  }

  /** Opens a file. If it holds several tables, the user is asked which; null if the user cancels. */
  async function openChosen(file: FileHandle): Promise<DatasetSummary | null> {
    try {
      return await host.engine.openFile({ file })
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== 'unknown-table') throw error
      const list = await host.engine.listTables({ file })
      if (list.names.length === 0) throw error
      const table = await tableChoice.ask(list)
      return table === null ? null : await host.engine.openFile({ file, table })
    }
  }

  function onProject(listener: (session: Session) => void): void {
    projectListeners.add(listener)
  }

  const openHandle = (file: FileHandle): Promise<DatasetSummary | null> => open(() => openAny(file))

  const openSample = (name: SampleName): Promise<DatasetSummary | null> => open(() => host.engine.openSample({ name }))

  const openRecent = (id: RecentId): Promise<DatasetSummary | null> => open(async () => openAny(await recentFiles.grant(id)))

  /** Opens a table that was copied from a spreadsheet, whose cells are between tabs, or a CSV. */
  const openText = (text: string, title: string): Promise<DatasetSummary | null> =>
    open(() => host.engine.openText({ name: `${title}.${/^[^\n]*\t/m.test(text) ? 'tsv' : 'csv'}`, text }))

  const openDropped = ({ file, labels }: FileToOpen): Promise<DatasetSummary | null> =>
    open(async () => {
      const handle = await host.acceptFile(file)
      if (labels) await host.acceptFile(labels, handle)
      return openAny(handle)
    })

  /**
   * Opens files from the window itself, which were dropped or chosen in the browser's file field, one after the other. A file that cannot be
   * opened does not hold up the others.
   *
   * @returns the last that was opened.
   */
  async function openAll(files: readonly File[]): Promise<DatasetSummary | null> {
    let last: DatasetSummary | null = null
    for (const file of filesToOpen(files)) last = (await openDropped(file)) ?? last
    return last
  }

  const pick = (): Promise<DatasetSummary | null> =>
    open(async () => {
      const file = await host.pickFile()
      return file === null ? null : openAny(file)
    })

  const find = (id: DatasetId): DatasetSummary | null => datasets.value.find(known => known.id === id) ?? null

  async function writeType(dataset: DatasetId, column: string, type: ColumnType): Promise<boolean> {
    const changed = await notices.attempt(() => host.engine.setColumnType({ dataset, column, type }))
    if (changed) put(changed)
    return changed !== undefined
  }

  /** Sets the type of a column, which can be undone. */
  async function setColumnType(dataset: DatasetId, column: string, type: ColumnType): Promise<void> {
    const before = find(dataset)?.columns.find(({ name }) => name === column)?.type
    if (!(await writeType(dataset, column, type)) || before === undefined) return
    history.record({ change: { kind: 'setColumnType', column }, undo: () => writeType(dataset, column, before), redo: () => writeType(dataset, column, type) })
  }

  /** Closes a dataset. If it was on screen, the one that was opened last is shown. @returns what brings it back; undefined if it could not be closed. */
  async function close(id: DatasetId): Promise<Removal | undefined> {
    const closed = await notices.attempt(() => host.engine.closeDataset({ dataset: id }))
    if (closed) restore(datasets.value.filter(other => other.id !== id), currentId.value)
    return closed
  }

  /** Names a dataset or writes a note beside it, which can be undone. */
  async function annotate(id: DatasetId, annotation: Annotation): Promise<void> {
    const dataset = find(id)
    if (!dataset || (dataset.title === annotation.title && dataset.note === annotation.note)) return
    const write = async ({ title, note }: Annotation): Promise<boolean> => {
      const changed = await notices.attempt(() => host.engine.annotateDataset({ dataset: id, title, note }))
      if (changed) put(changed)
      return changed !== undefined
    }
    if (await write(annotation)) history.record({ change: { kind: 'annotateDataset', dataset }, undo: () => write(dataset), redo: () => write(annotation) })
  }

  /**
   * Opens the file again with the user's options, which can be undone. If it cannot be read with them, nothing changes on screen.
   *
   * @param onRead is called after each reading with these options, and answers what to do when it is undone.
   */
  async function setReading(id: DatasetId, reading: Reading, onRead: () => () => void = () => () => undefined): Promise<void> {
    const dataset = find(id)
    let onUndone = (): void => undefined
    const apply = async (): Promise<boolean> => {
      if (!(await read(id, reading))) return false
      onUndone = onRead()
      return true
    }
    if (!(await apply()) || !dataset) return
    history.record({
      change: { kind: JSON.stringify(reading.prepare) === JSON.stringify(dataset.reading.prepare) ? 'readDataset' : 'prepareColumns', dataset },
      redo: apply,
      async undo() {
        if (!(await read(id, dataset.reading))) return false
        // A file that is cut into cells anew has the detected types.
        for (const { name, type } of dataset.columns) if (find(id)?.columns.find(column => column.name === name)?.type !== type) await writeType(id, name, type)
        onUndone()
        return true
      },
    })
  }

  async function read(dataset: DatasetId, reading: Reading): Promise<boolean> {
    opening.value = true
    try {
      const changed = await notices.attempt(() => host.engine.setReading({ dataset, reading }), 'open-file')
      if (!changed) return false
      notices.settle('open-file')
      put(changed)
      return true
    } finally {
      opening.value = false
    }
  }

  function restore(held: readonly DatasetSummary[], shown: DatasetId | null): void {
    datasets.value = held
    currentId.value = held.some(({ id }) => id === shown) ? shown : (held.at(-1)?.id ?? null)
  }

  function show(id: DatasetId): void {
    currentId.value = id
  }

  return { datasets, currentId, current, opening, openTable, openTableSample, unlock, openHandle, openSample, openAll, openRecent, openText, pick, setColumnType, setReading, annotate, close, restore, show, onProject }
})
