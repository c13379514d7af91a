import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import { localeFor, locales } from '../i18n/locales.js'
import type { Locale } from '../i18n/locales.js'
import type { Theme } from '../theme/palette.js'

export const themeChoices = ['system', 'light', 'dark'] as const
export type ThemeChoice = (typeof themeChoices)[number]

const localeKey = 'mixtura.locale'
const themeKey = 'mixtura.theme'

/** Language and appearance. They follow the system until the user chooses; the choice is then stored on this machine. */
export const usePreferencesStore = defineStore('preferences', () => {
  const storedLocale = localStorage.getItem(localeKey)
  const storedTheme = localStorage.getItem(themeKey)
  const locale = ref<Locale>(locales.find(known => known === storedLocale) ?? localeFor(navigator.language))
  const themeChoice = ref<ThemeChoice>(themeChoices.find(known => known === storedTheme) ?? 'system')

  const darkSystem = matchMedia('(prefers-color-scheme: dark)')
  const systemTheme = ref<Theme>(darkSystem.matches ? 'dark' : 'light')
  darkSystem.addEventListener('change', event => { systemTheme.value = event.matches ? 'dark' : 'light' })
  const theme = computed<Theme>(() => (themeChoice.value === 'system' ? systemTheme.value : themeChoice.value))

  watch(locale, chosen => { localStorage.setItem(localeKey, chosen) })
  watch(themeChoice, chosen => { localStorage.setItem(themeKey, chosen) })
  // The watcher is synchronous, so that charts that redraw on the same change read the new colours.
  watch(theme, chosen => { document.documentElement.dataset['theme'] = chosen }, { immediate: true, flush: 'sync' })

  return { locale, themeChoice, theme }
})
