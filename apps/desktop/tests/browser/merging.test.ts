import { GaussianMixture } from '@mixtura/core'
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience } from './studioWindow.js'

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))

/** A cross of two components, an angle of two, and a round group. */
const truth = GaussianMixture.fromParameters({
  covarianceType: 'diag',
  weights: [0.22, 0.21, 0.2, 0.19, 0.18],
  means: [[0, 0], [0, 0], [14, -3], [17, 0], [8, 13]],
  covariances: [[9, 0.09], [0.09, 9], [0.09, 4], [4, 0.09], [1, 1]],
})
const { samples } = truth.sample(500, { seed: 1 })
const rows = Array.from({ length: samples.rows }, (_, n) => `${samples.data[2 * n]},${samples.data[2 * n + 1]}`)
const table = { name: 'shapes.csv', content: `x,y\n${rows.join('\n')}\n` }

describeStudio('components that are merged', { width: 1440, height: 900 }, studio => {
  it('are drawn as a tree, beside the table of the merges', async () => {
    const { window } = studio
    await mkdir(screenshots, { recursive: true })
    await window.openFile(table)
    await window.isDataset(table.name)
    await window.chooseFamily('merged-mixture')
    await window.setOption('covarianceType', 'diag')
    await window.startFit()
    await window.isFit('completed')
    await window.show('results')
    expect(await window.text('model-facts')).toMatch(/Components 5 Groups 3 /)
    expect(await window.cells('group-table')).toHaveLength(3)
    await window.showTab('table-merges')
    expect((await window.cells('table-merges')).map(([groups]) => groups)).toEqual(['4', '3', '2', '1'])
    expect(await window.at('merging-picture').getAttribute('aria-label')).toBe('Tree in which 5 components are merged. The model keeps 3 groups.')
    expect(await window.at('merging-node-3').getAttribute('aria-pressed')).toBe('true')
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}merging-light.png` })
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it('are fitted with another number of groups by a key on the node', async () => {
    const { window } = studio
    await window.at('merging-node-2').focus()
    await window.page.keyboard.press('Enter')
    await window.isFit('completed')
    await window.show('results')
    await expect.poll(() => window.text('model-facts'), patience).toMatch(/Components 5 Groups 2 /)
    await window.setTheme('dark')
    await window.setLanguage('zh')
    await window.showTab('table-merges')
    expect(await window.at('merging-node-2').getAttribute('aria-pressed')).toBe('true')
    await window.settle()
    await window.page.screenshot({ path: `${screenshots}merging-dark.png` })
    expect(await window.accessibilityFaults()).toEqual([])
  })
})
