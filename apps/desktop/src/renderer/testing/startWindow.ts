import { createPinia } from 'pinia'
import type { Pinia } from 'pinia'
import { createApp } from 'vue'
import type { App } from 'vue'
import { createTexts } from '../i18n/createTexts.js'
import type { Locale } from '../i18n/locales.js'
import { hostKey } from '../stores/host.js'
import { createFakeHost } from './fakeHost.js'
import type { FakeHost, FakeHostOptions } from './fakeHost.js'

export interface TestWindow {
  readonly host: FakeHost
  readonly pinia: Pinia
  readonly app: App
  /** For `mount(component, { global: { ...window.global } })`. */
  readonly global: { readonly plugins: [Pinia, ReturnType<typeof createTexts>]; readonly provide: Record<symbol, FakeHost> }
}

/** Starts an app without a view, whose stores use a fake host. Its pinia becomes the active one. */
export function startWindow(options: FakeHostOptions = {}, locale: Locale = 'en'): TestWindow {
  localStorage.clear()
  sessionStorage.clear()
  localStorage.setItem('mixtura.locale', locale)
  const host = createFakeHost(options)
  const pinia = createPinia()
  const texts = createTexts(locale)
  const app = createApp({ render: () => null }).provide(hostKey, host).use(pinia).use(texts)
  return { host, pinia, app, global: { plugins: [pinia, texts], provide: { [hostKey as symbol]: host } } }
}
