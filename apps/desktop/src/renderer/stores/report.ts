import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import { reportPartSchema, type ReportPart } from '../../contract/report.js'
import type { FitId } from '../../contract/identifiers.js'
import type { Locale } from '../i18n/locales.js'

/** What a person wants in the report. */
export const useReportStore = defineStore('report', () => {
  /** null until chosen: then the fit of the results. */
  const fits = shallowRef<readonly FitId[] | null>(null)
  const parts = shallowRef<readonly ReportPart[]>(reportPartSchema.options)
  /** null for the proposed title. */
  const title = ref<string | null>(null)
  const note = ref('')
  /** null for that of the window. */
  const language = ref<Locale | null>(null)
  return { fits, parts, title, note, language }
})
