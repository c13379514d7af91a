import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { takePicture } from './manualPictures.js'
import { longPatience, patience, textOf } from './studioWindow.js'
import { shapePictures, spreadsheetOldFaithful } from './tables.js'

/** Goes the way that the manual of the site tells, and takes its pictures. */
describeStudio('an analyst, who goes the way of the manual', { pixelRatio: 1.5 }, studio => {
  it('opens a spreadsheet, whose gaps ask for a decision', async () => {
    const { window } = studio
    await window.openFile({ name: 'geyser.csv', content: spreadsheetOldFaithful() })
    await window.isDataset('geyser.csv')
    await window.at('missing-omit-rows').click()
    await takePicture(window, 'data')
  })

  it('lets a criterion choose the number of groups', async () => {
    const { window } = studio
    await window.chooseFamily('mixture-selection')
    await window.setOption('components-maximum', 5)
    await window.startFit()
    await window.isFit('completed', longPatience)
    await takePicture(window, 'models')
  })

  it('reads the results', async () => {
    const { window } = studio
    await window.show('results')
    await window.showTab('groups')
    await takePicture(window, 'results')
    await window.showTab('table-candidates')
    await takePicture(window, 'candidates')
  })

  it('exports them', async () => {
    const { window } = studio
    await window.show('export')
    await takePicture(window, 'export')
  })

  it('trains a network on images, and pauses it', async () => {
    const { window } = studio
    await window.openFile({ name: 'shapes.idx', content: shapePictures(400) })
    await window.isDataset('shapes.idx')
    // The corners of all pictures are black. Mixtures need the pixels that vary, and networks whole pictures.
    const inUse = (): Promise<string> => textOf(window.page.locator('p:has(+ [data-testid=pixels])'))
    expect(await inUse()).toBe('256 of 256 in use')
    await window.at('pixels').locator('[data-value=varying]').click()
    await expect.poll(inUse, patience).toBe('192 of 256 in use')
    await window.at('pixels').locator('[data-value=whole]').click()
    await expect.poll(inUse, patience).toBe('256 of 256 in use')
    await window.chooseFamily('mixture-vae')
    for (const [name, value] of Object.entries({ components: 4, code: 2, network: 'dense', widths: '64', pretrainingEpochs: 20, epochs: 400 })) await window.setOption(name, value)
    await window.startFit()
    await expect.poll(async () => epochOf(await window.text('fit-status')), longPatience).toBeGreaterThan(40)
    await window.at('pause-fit').click()
    await window.isFit('paused')
    await takePicture(window, 'training')
    await window.at('stop-fit').click()
    await window.isFit('stopped', patience)
  })
})

/** The step that the status bar names. */
const epochOf = (status: string): number => Number(/Training.*step ([\d,]+)/.exec(status)?.[1] ?? 0)
