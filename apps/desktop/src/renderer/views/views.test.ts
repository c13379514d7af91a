// @vitest-environment happy-dom
import { enableAutoUnmount, flushPromises, mount } from '@vue/test-utils'
import { TooltipProvider } from 'reka-ui'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import { h, nextTick, shallowRef } from 'vue'
import App from '../App.vue'
import { StudioError } from '../../contract/errors.js'
import { useFeaturesStore } from '../stores/features.js'
import { useFitsStore } from '../stores/fits.js'
import { useGroupLookStore } from '../stores/groupLook.js'
import { useModelFormStore } from '../stores/modelForm.js'
import { useNavigationStore } from '../stores/navigation.js'
import { usePreferencesStore } from '../stores/preferences.js'
import { useSelectionStore } from '../stores/selection.js'
import { useSessionStore } from '../stores/session.js'
import { fakeFaithful } from '../testing/fakeData.js'
import { startWindow } from '../testing/startWindow.js'
import type { TestWindow } from '../testing/startWindow.js'
import DataView from './DataView.vue'
import ExportView from './ExportView.vue'
import ModelsView from './ModelsView.vue'
import ResultsView from './ResultsView.vue'

enableAutoUnmount(afterEach)

// happy-dom has no canvas, so drawn charts are checked in a browser.
vi.mock('../composables/useScatterChart.js', () => ({ useScatterChart: () => ({ pointAt: () => -1, positionOf: () => null, zoom: () => undefined, pan: () => undefined, showAll: () => undefined, isZoomed: { value: false }, frame: { value: null }, viewport: shallowRef(null) }) }))
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
  it('Data: sorts, searches and profiles', async () => {
    const window = startWindow({ table: fakeFaithful({ extras: true }) })
    await useSessionStore().begin()
    const wrapper = await show(DataView, window)
    await wrapper.find('[data-testid=open-profile-waiting]').trigger('click')
    await flushPromises()
    expect(wrapper.find('[data-testid=column-profile]').text()).toContain('Upper quartile')
    expect(wrapper.find('[data-testid=outliers]').text()).toBe('0 low, 2 high')
    await wrapper.find('[data-testid=range-from]').setValue('50')
    await flushPromises()
    const asked = window.host.calls.filter(({ name }) => name === 'getRows').at(-1)!.request
    expect(asked).toMatchObject({ query: { conditions: [{ column: 'waiting', from: 50 }], search: '', sort: null } })
    expect(wrapper.find('[data-testid=rows-shown]').text()).toBe('272 of 272 rows')
    expect(useFeaturesStore().features?.where).toBeUndefined()
    await wrapper.find('[data-testid=filter-of-fits] [data-value=shown]').trigger('click')
    expect(useFeaturesStore().features?.where).toEqual({ conditions: [{ column: 'waiting', from: 50 }], search: '' })
  })

  it('Data: says of a table that it stays on disk, and of others nothing', async () => {
    for (const onDisk of [true, false]) {
      const window = startWindow({ table: fakeFaithful({ onDisk }) })
      await useSessionStore().begin()
      const wrapper = await show(DataView, window)
      const note = wrapper.find('[data-testid=dataset-on-disk]')
      expect(note.exists()).toBe(onDisk)
      if (onDisk) expect([note.text(), note.attributes('title')]).toEqual(['· stays on disk', expect.stringContaining('more than its share of the free memory (a quarter, or --memory-limit)')])
      wrapper.unmount()
    }
  })

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

  it('Models: says how the fit ended', async () => {
    const wrapper = await show(ModelsView, await fitted())
    expect(wrapper.find('[data-testid=fit-status]').text()).toBe('Converged in 0.42 sec.')
    expect(wrapper.find('[data-testid=fit-name]').text()).toBe('Blobs · Components 2 · Round')
    expect(wrapper.find('[data-testid=option-components]').element).toHaveProperty('value', '2')
    expect(wrapper.find('[data-testid=points-shown]').text()).toBe('272 points')
    expect(wrapper.find('[data-testid=curve-likelihood]').attributes('aria-label')).toMatch(/^Log-likelihood against the steps\. Last value: −4\.\d{4} nats per row at step 18\.$/)
  })

  it('Models: says where a running fit is, and how long it may take', async () => {
    const window = startWindow()
    await useSessionStore().begin()
    window.host.advance(10)
    window.host.advance(20)
    const wrapper = await show(ModelsView, window)
    expect(wrapper.find('[data-testid=fit-status]').text()).toBe('Fitting all rows · Start 1 of 4 · step 20 of 100')
    expect(wrapper.find('[data-testid=fit-time]').text()).toBe('0.2 sec, at most 0.8 sec left in this phase')
    expect(wrapper.find('[role=status].visually-hidden').text()).toBe('Running: Fitting all rows')
  })

  it('Models: finds families by their other names, in both languages', async () => {
    const wrapper = await show(ModelsView, await fitted())
    const names = () => wrapper.findAll('[data-testid=family-list] [role=option] .name').map(name => name.text())
    expect(names()).toEqual(['Blobs', 'Sorter'])
    for (const [query, found] of [['gmm', ['Blobs']], ['判别', ['Sorter']], ['SORT', ['Sorter']], ['nothing like it', []]] as const) {
      await wrapper.find('[data-testid=family-search]').setValue(query)
      expect(names()).toEqual(found)
    }
    expect(wrapper.text()).toContain('No model is called “nothing like it”.')
  })

  it('Models: makes a field for each option that has an effect, and marks what differs from the default', async () => {
    const wrapper = await show(ModelsView, await fitted())
    const fields = () => wrapper.findAll('[data-option]').map(field => field.attributes('data-option'))
    expect(fields()).toEqual(['components', 'shape', 'epochs', 'seed', 'rate', 'scaled'])
    useModelFormStore().set('shape', 'thin')
    await nextTick()
    expect(fields()).toContain('widths')
    await wrapper.find('[data-testid=option-widths]').setValue('16, 8, 4')
    expect(useModelFormStore().values['widths']).toEqual([16, 8, 4])
    // setValue would also leave the field.
    const widths = wrapper.find<HTMLInputElement>('[data-testid=option-widths]')
    widths.element.value = '16, x'
    await widths.trigger('input')
    expect(widths.attributes('aria-invalid')).toBe('true')
    expect(useModelFormStore().values['widths']).toEqual([16, 8, 4])
    await wrapper.find('[data-testid=option-epochs]').setValue('7')
    expect(useModelFormStore().values['epochs']).toBe(7)
    await wrapper.find('[data-testid=option-epochs-reset]').trigger('click')
    expect(useModelFormStore().values['epochs']).toBe('automatic')
    await wrapper.find('[data-testid=option-rate]').setValue('0')
    expect(useModelFormStore().values['rate']).toBe(0.001)
    await wrapper.find('[data-testid=reset-options]').trigger('click')
    expect(useModelFormStore().changed).toEqual({})
  })

  it('Models: shows cost, device and why nothing faster is used', async () => {
    const wrapper = await show(ModelsView, await fitted())
    await vi.waitFor(() => expect(wrapper.find('[data-testid=fit-cost]').text()).toContain('about 1.3 sec'))
    expect(wrapper.find('[data-testid=fit-cost]').text()).toContain('about 3.4 MB')
    expect(wrapper.find('[data-testid=fit-device]').text()).toBe('Some processor, 2 threads')
    expect(wrapper.find('.passed-over').text()).toContain('webgpu No GPU was found. If this machine has one, install its driver')
  })

  it('Models: says in Chinese why nothing faster is used', async () => {
    const wrapper = await show(ModelsView, await fitted({}, 'zh'))
    await vi.waitFor(() => expect(wrapper.find('.passed-over li').text()).toBe('webgpu 没有找到 GPU。如果这台电脑有 GPU，请安装其驱动（在 Linux 上需要带 Vulkan 的驱动和 libvulkan1）。'))
    expect(wrapper.find('.passed-over [lang=en]').exists()).toBe(false)
  })

  it('Models: disables Start with the reason and the remedy of a refusal', async () => {
    const window = await fitted()
    window.host.refuse({ reason: { en: 'The table has 2 rows.', zh: '表有 2 行。' }, remedy: { en: 'Add rows.', zh: '请增加行。' } })
    const wrapper = await show(ModelsView, window)
    await vi.waitFor(() => expect(wrapper.find('[data-testid=fit-refused]').text()).toBe('The table has 2 rows. Add rows.'))
    const start = wrapper.find('[data-testid=start-fit]')
    expect(start.attributes('disabled')).toBeDefined()
    expect(start.attributes('aria-describedby')).toBe(wrapper.find('[data-testid=fit-refused]').attributes('id'))
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

  it('Models: keeps the advanced settings unfolded for who comes back', async () => {
    const window = await fitted()
    const folded = await show(ModelsView, window)
    const details = folded.find('details.advanced')
    expect((details.element as HTMLDetailsElement).open).toBe(false)
    ;(details.element as HTMLDetailsElement).open = true
    await details.trigger('toggle')
    folded.unmount()
    expect(((await show(ModelsView, window)).find('details.advanced').element as HTMLDetailsElement).open).toBe(true)
  })

  it('Results: offers the colourings that the model can say, and writes the ends of the ramp', async () => {
    const window = await fitted()
    useGroupLookStore().colourMode = 'uncertainty'
    const wrapper = await show(ResultsView, window)
    expect(useGroupLookStore().modes).toEqual(['group', 'blend', 'uncertainty', 'density', 'score'])
    expect(wrapper.find('[data-testid=shade-legend]').text()).toContain('50.0%')
  })

  it('Results: lists every group in original units, in Chinese too', async () => {
    const wrapper = await show(ResultsView, await fitted({}, 'zh'))
    const rows = wrapper.findAll('[data-testid=group-table] tbody tr').map(row => row.findAll('td').map(cell => cell.text()))
    expect(rows).toEqual([
      ['群组 1', '175', '64.3%', '0.644', '4.289 ± 0.412', '79.97 ± 6.00'],
      ['群组 2', '97', '35.7%', '0.356', '2.036 ± 0.263', '54.48 ± 5.82'],
    ])
    expect(wrapper.find('[data-testid=model-facts]').text()).toContain('已收敛')
  })

  it('Results: has a tab for each table and capability, sorts tables, and fits a runner-up', async () => {
    const window = await fitted()
    const wrapper = await show(ResultsView, window)
    expect(wrapper.findAll('[role=tab]').map(tab => tab.text())).toEqual(['Groups', 'Profile', 'Columns', 'Rows', 'Anomalies', 'Candidates', 'Path', 'Curves', 'New rows', 'Walk', 'Script'])
    await wrapper.find('[data-testid="tab-table-candidates"]').trigger('mousedown', { button: 0 })
    await flushPromises()
    const first = () => wrapper.findAll('[data-testid=table-candidates] tbody tr').map(row => row.find('td').text())
    expect(first()).toEqual(['2', '3', '1'])
    await wrapper.find('[data-testid=table-candidates] th .sort').trigger('click')
    expect(first()).toEqual(['1', '2', '3'])
    await wrapper.find('[data-testid=refit-1]').trigger('click')
    await flushPromises()
    expect(window.host.calls.at(-1)).toMatchObject({ name: 'startFit', request: { family: 'blobs', options: { components: 3, shape: 'long' } } })
    expect(useNavigationStore().step).toBe('models')
    expect(useFitsStore().shown?.id).toBe('fit-2')
  })

  it('Results: says which numbers are of drawn rows', async () => {
    const window = await fitted({ table: fakeFaithful({ onDisk: true }) })
    const wrapper = await show(ResultsView, window)
    expect(wrapper.find('[data-testid=drawn-rows]').exists()).toBe(false)
    await wrapper.find('[data-testid=tab-columns]').trigger('mousedown', { button: 0 })
    await flushPromises()
    expect(wrapper.find('[data-testid=drawn-rows]').text()).toMatch(/^[\d,]+ rows drawn of 272$/)
    useSelectionStore().select({ kind: 'group', group: 1 })
    await flushPromises()
    expect(wrapper.find('[data-testid=selection-count]').text()).toMatch(/ of 272 drawn rows$/)
    expect(wrapper.find('[data-testid=export-selection]').exists()).toBe(false)
  })

  it('Results: draws samples of one group with a seed, and saves them', async () => {
    const window = await fitted()
    const wrapper = await show(ResultsView, window)
    await wrapper.find('[data-testid=tab-samples]').trigger('mousedown', { button: 0 })
    await flushPromises()
    await wrapper.find('[data-testid=sample-seed]').setValue('7')
    await wrapper.find('[data-testid=draw-samples]').trigger('submit')
    await flushPromises()
    expect(window.host.calls.at(-1)).toMatchObject({ name: 'getSamples', request: { fit: 'fit-1', count: 60, seed: 7, component: null } })
    await wrapper.find('[data-testid=save-samples]').trigger('click')
    await flushPromises()
    expect(window.host.saved).toEqual(['old-faithful-samples.csv'])
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
    for (const view of [DataView, ModelsView, ResultsView, ExportView]) expect((await show(view, window)).find('h1').exists()).toBe(true)
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
    useNavigationStore().step = 'results'
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
