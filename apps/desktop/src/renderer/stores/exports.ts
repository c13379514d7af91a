import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { ColumnLevels } from '../../contract/classProfiles.js'
import type { ExportedFile, ExportRequest } from '../../contract/exports.js'
import type { FitId } from '../../contract/identifiers.js'
import type { Selection } from '../../contract/selection.js'
import type { GeneratedSamples } from '../../contract/results.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'
import { samplesCsv } from './samplesCsv.js'

export type ExportKind = ExportRequest['content'] | 'samples' | 'png' | 'svg' | 'selection' | 'report'

/** Result of the last save of a kind. */
export type ExportOutcome =
  | { readonly kind: 'saved'; readonly name: string; readonly file: ExportedFile | null }
  | { readonly kind: 'cancelled' }

/** What samples were drawn from. */
export interface SampleSource {
  /** Name of the dataset. */
  readonly name: string
  /** Name of a group. */
  readonly nameOf: (label: number) => string
  /** Names of the levels of columns whose values are codes. */
  readonly levels?: ColumnLevels
}

/** Saves results of a fit, and holds the running save and the last result of each kind. */
export const useExportsStore = defineStore('exports', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const saving = ref<ExportKind | null>(null)
  const outcomes = shallowRef<Partial<Record<ExportKind, ExportOutcome>>>({})

  async function run(kind: ExportKind, save: () => Promise<ExportOutcome>): Promise<void> {
    saving.value = kind
    outcomes.value = { ...outcomes.value, [kind]: undefined }
    const outcome = await notices.attempt(save)
    saving.value = null
    if (outcome) outcomes.value = { ...outcomes.value, [kind]: outcome }
  }

  const saveFit = (fit: FitId, content: ExportRequest['content']): Promise<void> =>
    run(content, async () => {
      const file = await host.engine.exportFit({ fit, content })
      const saved = await host.saveExport(file.file, file.suggestedName)
      return saved ? { kind: 'saved', name: file.suggestedName, file } : { kind: 'cancelled' }
    })

  const saveSelection = (fit: FitId, content: 'csv' | 'parquet', selection: Selection): Promise<void> =>
    run('selection', async () => {
      const file = await host.engine.exportFit({ fit, content, selection })
      const saved = await host.saveExport(file.file, file.suggestedName)
      return saved ? { kind: 'saved', name: file.suggestedName, file } : { kind: 'cancelled' }
    })

  const savePicture = (kind: 'png' | 'svg', paint: () => Promise<Blob>, name: string): Promise<void> =>
    run(kind, async () => ((await host.saveBlob(await paint(), name)) ? { kind: 'saved', name, file: null } : { kind: 'cancelled' }))

  const saveSamples = (samples: GeneratedSamples, columns: readonly string[], from: SampleSource): Promise<void> =>
    run('samples', async () => {
      const name = `${from.name.replace(/\.[^.]+$/, '')}-samples.csv`
      const saved = await host.saveBlob(new Blob([samplesCsv(samples, columns, from)], { type: 'text/csv' }), name)
      return saved ? { kind: 'saved', name, file: null } : { kind: 'cancelled' }
    })

  const saveReport = (page: string, name: string): Promise<void> =>
    run('report', async () => ((await host.saveBlob(new Blob([page], { type: 'text/html' }), name)) ? { kind: 'saved', name, file: null } : { kind: 'cancelled' }))

  /** Clears the results of saves, for example when another fit is shown. */
  function clear(): void {
    outcomes.value = {}
  }

  return { saving, outcomes, saveFit, saveSelection, savePicture, saveSamples, saveReport, clear }
})
