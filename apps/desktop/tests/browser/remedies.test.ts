import { createRandom } from '@mixtura/numerics'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience } from './studioWindow.js'

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))

/** Two groups in x and z. `total` follows from both; `flat` and `dull` never vary. */
function table(): string {
  const random = createRandom(2)
  const lines = Array.from({ length: 80 }, (_, row) => {
    const x = (row % 2) * 8 + random.normal()
    const z = (row % 2) * 6 + random.normal()
    return [x, z, x + z, 3, 7].map(value => String(Math.round(value * 1e6) / 1e6)).join(',')
  })
  return `x,z,total,flat,dull\n${lines.join('\n')}\n`
}

describeStudio('a fit that fails because of a column', {}, studio => {
  it('offers to leave the column out, and fits again', async () => {
    const { window } = studio
    await mkdir(screenshots, { recursive: true })
    await window.openFile({ name: 'sums.csv', content: table() })
    await window.isDataset('sums.csv')
    for (const column of ['flat', 'dull']) await window.at(`use-column-${column}`).click()
    await window.show('models')
    await window.setOption('components', 2)
    await window.at('start-fit').click()
    await window.isFit('failed')
    expect(await window.text('fit-status')).toContain('The column “flat” never varies')
    expect(await window.at('remedies').locator('button').allInnerTexts()).toEqual(['Leave out “flat” and fit again', 'Leave out all 2 columns that never vary'])
    await window.at('remedy-leaveOutConstant').click()
    // Without them, the column that follows from two others is in the way.
    await expect.poll(() => window.text('fit-status'), patience).toContain('The column “total” can be computed from the columns before it')
    await window.isFit('failed')
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}remedies.png` })
    expect(await window.accessibilityFaults()).toEqual([])
    await window.at('remedy-otherValue').click()
    await window.isFit('completed')
    await window.show('results')
    expect(await window.text('model-facts')).toContain('Components 2')
  })

  it('can be taken back', async () => {
    const { window } = studio
    await window.show('data')
    expect(await window.at('use-column-flat').getAttribute('aria-checked')).toBe('false')
    await window.page.keyboard.press('Control+z')
    await expect.poll(() => window.at('use-column-flat').getAttribute('aria-checked'), patience).toBe('true')
  })
})
