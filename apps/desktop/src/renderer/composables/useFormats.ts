import { computed } from 'vue'
import type { ComputedRef } from 'vue'
import { createFormats } from '../i18n/formats.js'
import type { Formats } from '../i18n/formats.js'
import { localeTags } from '../i18n/locales.js'
import { usePreferencesStore } from '../stores/preferences.js'

/** Number formats of the current language. */
export function useFormats(): ComputedRef<Formats> {
  const preferences = usePreferencesStore()
  return computed(() => createFormats(localeTags[preferences.locale]))
}
