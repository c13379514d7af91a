import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience, type StudioWindow } from './studioWindow.js'

const table = `income,debt,region\n${Array.from({ length: 60 }, (_, i) => `${i % 9 === 4 ? '' : (i % 2 ? 40 : 5) + (i % 7)},${(i % 2) * 6 + (i % 5) - 2},${['north', 'south', 'west'][i % 3]!}`).join('\n')}\n`

async function add(window: StudioWindow, kind: string, { column, method, uses = [] }: { readonly column?: string; readonly method?: string; readonly uses?: readonly string[] }): Promise<void> {
  await window.at('step-add').click()
  await window.choose(window.at('step-kind'), kind)
  if (column !== undefined) await window.choose(window.at('step-column'), column)
  for (const name of uses) await window.at(`step-uses-${name}`).click()
  if (method !== undefined) await window.choose(window.at('step-method'), method)
  await window.at('step-apply').click()
  await window.at('step-form').waitFor({ state: 'detached' })
}

const facts = (window: StudioWindow, columns: number) => expect.poll(() => window.text('dataset-facts'), patience).toBe(`CSV 60 rows · ${String(columns)} columns`)

describeStudio('columns prepared in steps', { width: 1440, height: 900 }, studio => {
  it('makes columns from columns, in an order that is seen', async () => {
    const { window } = studio
    await window.openFile({ name: 'customers.csv', content: table })
    await window.isDataset('customers.csv')
    await window.at('prepare-toggle').click()
    await add(window, 'impute', { column: 'income', method: 'median' })
    await facts(window, 4)
    await add(window, 'log', { column: 'income (filled)', method: 'log' })
    await facts(window, 5)
    await add(window, 'one-hot', { column: 'region' })
    await facts(window, 8)
    await add(window, 'components', { uses: ['debt', 'income (filled)'] })
    await facts(window, 10)
    expect(await window.text('step-0')).toContain('income (filled) Fill gaps · Median · income → 40')
    expect(await window.text('step-2')).toContain('→ 3 columns')
    expect(await window.at('step-remove-0').isDisabled()).toBe(true)
    expect(await window.at('use-column-PC1').getAttribute('aria-checked')).toBe('false')
    expect(await window.alerts()).toEqual([])
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it('moves steps by keyboard, and undoes and redoes them by name', async () => {
    const { window } = studio
    await window.at('step-2').focus()
    await window.page.keyboard.press('Alt+ArrowUp')
    await expect.poll(() => window.text('step-1'), patience).toContain('region')
    await window.page.keyboard.press('Control+z')
    await expect.poll(() => window.text('step-2'), patience).toContain('region')
    await window.at('step-remove-2').click()
    await facts(window, 7)
    await window.page.keyboard.press('Control+z')
    await facts(window, 10)
    expect(await window.alerts()).toEqual([])
  })

  it('says why a step is impossible, and changes nothing', async () => {
    const { window } = studio
    await add(window, 'log', { column: 'debt', method: 'log' })
    await expect.poll(async () => (await window.alerts()).join(' '), patience).toContain('The step “debt (ln)” takes the logarithm of “debt”')
    await facts(window, 10)
    await window.dismissAlerts()
  })

  it('fits the columns, and its steps stay while the fit is there', async () => {
    const { window } = studio
    for (const [name, isUsed] of [['income', false], ['debt', false], ['PC1', true], ['PC2', true]] as const) {
      await window.at('column-search').fill(name)
      const box = window.at(`use-column-${name}`)
      if ((await box.getAttribute('aria-checked')) !== String(isUsed)) await box.click()
    }
    await window.at('column-search').fill('')
    await window.at('continue-to-models').click()
    await window.startFit()
    await window.isFit('completed')
    await window.show('data')
    await window.at('step-remove-3').click()
    await expect.poll(async () => (await window.alerts()).join(' '), patience).toContain('made columns that a fit uses')
    await window.dismissAlerts()
  })

  it('is whole in Chinese and in the dark', async () => {
    const { window } = studio
    await window.at('step-add').click()
    await window.choose(window.at('step-kind'), 'components')
    // The type of a prepared column is that of its step.
    expect([await window.at('column-type-income').count(), await window.at('column-type-income (filled)').count()]).toEqual([1, 0])
    if (process.env['MIXTURA_PICTURES']) await window.page.screenshot({ path: `${process.env['MIXTURA_PICTURES']}/prepare-light.png` })
    await window.setLanguage('zh')
    await window.setTheme('dark')
    await window.settle()
    if (process.env['MIXTURA_PICTURES']) await window.page.screenshot({ path: `${process.env['MIXTURA_PICTURES']}/prepare-dark.png` })
    expect(await window.accessibilityFaults()).toEqual([])
    expect(await window.controlsOutOfPlace()).toEqual([])
  })
})
