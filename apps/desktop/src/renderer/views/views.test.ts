// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import { h, nextTick } from 'vue'
import App from '../App.vue'
import { StudioError } from '../../contract/errors.js'
import { useClusterLookStore } from '../stores/clusterLook.js'
import { useFeaturesStore } from '../stores/features.js'
import { useNavigationStore } from '../stores/navigation.js'
import { usePreferencesStore } from '../stores/preferences.js'
import { useSessionStore } from '../stores/session.js'
import { fakeFaithful } from '../testing/fakeData.js'
import { startWindow } from '../testing/startWindow.js'
import type { TestWindow } from '../testing/startWindow.js'
import ClustersView from './ClustersView.vue'
import DataView from './DataView.vue'
import ExportView from './ExportView.vue'
import FitView from './FitView.vue'

enableAutoUnmount(afterEach)

// happy-dom has no canvas, so drawn charts are checked in a browser.
vi.mock('../composables/useScatterChart.js', () => ({ useScatterChart: () => ({ pointAt: () => -1, positionOf: () => null }) }))
vi.mock('../composables/useLineChart.js', () => ({ useLineChart: () => undefined }))

beforeEach(() => {
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null)
  vi.spyOn(console, 'warn').mockImplementation(message => { throw new Error(String(message)) })
})
afterEach(() => { vi.restoreAllMocks() })

async function show(view: Component, window: TestWindow) {
  const wrapper = mount({ render: () => h(TooltipProvider, null, { default: () => h(view) }) }, { global: window.global, attachTo: document.body })
  await flushPromises()
  await nextTick()
  return wrapper
}

async function fitted(options: Parameters<typeof startWindow>[0] = {}, locale: 'en' | 'zh' = 'en'): Promise<TestWindow> {
  const window = startWindow(options, locale)
  await useSessionStore().begin()
  window.host.advance(5)
  window.host.finish()
  return window
}

describe('the views', () => {
  it('Data: names the columns and what to do about missing cells', async () => {
    const window = startWindow({ table: fakeFaithful({ extras: true, missing: 7 }) })
    await useSessionStore().begin()
    const wrapper = await show(DataView, window)
    expect(window.host.calls.map(({ name }) => name)).not.toContain('startFit')
    expect(wrapper.find('[data-testid=dataset-facts]').text()).toContain('272 rows · 5 columns')
    expect(wrapper.find('[data-testid="use-column-waiting"]').exists()).toBe(true)
    expect(wrapper.find('[data-testid=missing-policy]').text()).toContain('7 rows are left out of the fit.')
    expect(wrapper.find('[data-testid=file-input]').attributes('type')).toBe('file')
  })

  it('Data: closes the dataset after saying what goes with it, but not under a fit', async () => {
    const window = startWindow()
    await useSessionStore().begin()
    const wrapper = await show(DataView, window)
    const menu = () => wrapper.find('[data-testid=close-dataset-menu]')
    expect(menu().attributes('disabled')).toBeDefined()
    window.host.finish()
    await nextTick()
    expect(menu().attributes('aria-label')).toBe('Close dataset')
    await menu().trigger('click')
    await flushPromises()
    const item = document.querySelector<HTMLElement>('[data-testid=close-dataset]')!
    expect(item.textContent.trim()).toBe('Close old-faithful and discard its fit')
    item.click()
    await flushPromises()
    expect(window.host.calls.at(-1)).toEqual({ name: 'closeDataset', request: { dataset: 'dataset-1' } })
    expect(wrapper.text()).toContain('No data yet')
    expect(menu().exists()).toBe(false)
  })

  it('Fit: says how the fit ended', async () => {
    const wrapper = await show(FitView, await fitted())
    expect(wrapper.find('[data-testid=fit-status]').text()).toBe('Converged after 18 iterations in 0.42 sec.')
    expect(wrapper.find('[data-testid=components-input]').element).toHaveProperty('value', '2')
    expect(wrapper.find('[data-testid=points-shown]').text()).toBe('272 points')
  })

  it('Data: promises nothing about columns when none is in use', async () => {
    const window = startWindow()
    await useSessionStore().begin()
    const wrapper = await show(DataView, window)
    expect(wrapper.text()).toContain('The columns in use have a finite number in every row.')
    useFeaturesStore().use(['eruptions', 'waiting'], false)
    await nextTick()
    expect(wrapper.text()).not.toContain('finite number')
  })

  it('Fit: keeps the advanced settings unfolded for who comes back', async () => {
    const window = await fitted()
    const folded = await show(FitView, window)
    expect(folded.find('details').element.open).toBe(false)
    folded.find('details').element.open = true
    await folded.find('details').trigger('toggle')
    folded.unmount()
    expect((await show(FitView, window)).find('details').element.open).toBe(true)
  })

  it('Clusters: writes the ends of the uncertainty as percentages', async () => {
    const window = await fitted()
    useClusterLookStore().colourMode = 'uncertainty'
    const wrapper = await show(ClustersView, window)
    expect(wrapper.find('[data-testid=uncertainty-legend]').text()).toContain('50.0%')
  })

  it('Clusters: lists every cluster in original units, in Chinese too', async () => {
    const wrapper = await show(ClustersView, await fitted({}, 'zh'))
    const rows = wrapper.findAll('[data-testid=cluster-table] tbody tr').map(row => row.findAll('td').map(cell => cell.text()))
    expect(rows).toEqual([
      ['簇 1', '175', '64.3%', '0.644', '4.289 ± 0.412', '79.97 ± 6.00'],
      ['簇 2', '97', '35.7%', '0.356', '2.036 ± 0.263', '54.48 ± 5.82'],
    ])
    expect(wrapper.find('[data-testid=model-facts]').text()).toContain('已收敛')
  })

  it('Export: saves through the host and says so', async () => {
    const window = await fitted()
    const wrapper = await show(ExportView, window)
    await wrapper.find('[data-testid=export-csv]').trigger('click')
    await flushPromises()
    expect(window.host.saved).toEqual(['old-faithful.csv'])
    expect(wrapper.find('[data-testid=export-csv-outcome]').text()).toBe('Saved old-faithful.csv: 272 rows, 24.8 kB.')
  })

  it('each says what to do next while there is nothing to show', async () => {
    const window = startWindow()
    for (const view of [DataView, FitView, ClustersView, ExportView]) expect((await show(view, window)).find('h1').exists()).toBe(true)
  })
})

describe('the window', () => {
  it.each([['0.0.0', false], ['1.2.3', true]])('of version %s', async (version, isShown) => {
    const window = startWindow({ session: { version, datasets: [], fits: [], problem: null } })
    const wrapper = mount(App, { global: window.global, attachTo: document.body })
    await flushPromises()
    expect(wrapper.find('nav').text().includes(version)).toBe(isShown)
  })

  it('keeps working beside an error and a lost engine', async () => {
    const window = startWindow()
    const wrapper = mount(App, { global: window.global, attachTo: document.body })
    await flushPromises()
    window.host.finish()
    window.host.setEngine({ kind: 'lost', message: 'gone' })
    window.host.failNext('getScatter', new StudioError('unknown-fit', 'there is no such fit.'))
    useNavigationStore().step = 'clusters'
    await flushPromises()
    expect(wrapper.find('[data-testid=engine-banner]').attributes('data-condition')).toBe('lost')
    expect(wrapper.find('[role=alert]').text()).toBe('This fit no longer exists. Start it again.')
    usePreferencesStore().locale = 'zh'
    await nextTick()
    expect(wrapper.find('[role=alert]').text()).toBe('该拟合已不存在，请重新拟合。')
    expect(document.documentElement.lang).toBe('zh-CN')
    await wrapper.find('[data-testid=error-dismiss]').trigger('click')
    expect(wrapper.find('[data-testid=error-alert]').exists()).toBe(false)
  })
})
