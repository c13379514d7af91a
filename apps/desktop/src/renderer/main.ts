import { createPinia } from 'pinia'
import { createApp } from 'vue'
import './theme/tokens.css'
import './theme/base.css'
import './theme/controls.css'
import App from './App.vue'
import { registerCharts } from './charts/registerCharts.js'
import { connectHost } from './host/connect.js'
import { createTexts } from './i18n/createTexts.js'
import { localeFor } from './i18n/locales.js'
import { hostKey } from './stores/host.js'

async function openWindow(): Promise<void> {
  const texts = createTexts(localeFor(navigator.language))
  const place = document.querySelector('#app')
  if (!place) return
  place.textContent = texts.global.t('app.connecting')
  try {
    const host = await connectHost()
    registerCharts()
    createApp(App).provide(hostKey, host).use(createPinia()).use(texts).mount(place)
  } catch (cause) {
    place.textContent = texts.global.t('app.unreachable')
    throw cause
  }
}

void openWindow()
