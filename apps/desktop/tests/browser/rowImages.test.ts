import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { patience, type StudioWindow } from './studioWindow.js'
import { shapePictures } from './tables.js'

/** How many of the tiles in sight have both dark and bright pixels. */
const drawnTiles = (window: StudioWindow, inside: string): Promise<number> =>
  window.at(inside).locator('canvas').evaluateAll(tiles => tiles.filter(tile => {
    const canvas = tile as HTMLCanvasElement
    // Of a copy: Chromium warns when the pixels of one canvas are read again and again.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!
    copy.drawImage(canvas, 0, 0)
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height)
    const red = Array.from({ length: data.length / 4 }, (_, at) => data[4 * at]!)
    return Math.min(...red) < 30 && Math.max(...red) > 200
  }).length)

describeStudio('a table of images', {}, studio => {
  it('shows each row as a thumbnail in the table, and all of them side by side', async () => {
    const { window } = studio
    await window.openFile({ name: 'shapes.idx', content: shapePictures(400) })
    await window.isDataset('shapes.idx')
    await expect.poll(() => drawnTiles(window, 'preview-table'), patience).toBeGreaterThan(5)
    await window.settle()
    await window.at('rows-way').locator('[data-value=images]').click()
    await expect.poll(() => drawnTiles(window, 'row-gallery'), patience).toBeGreaterThan(20)
    expect(await window.at('row-gallery').getByRole('img').first().getAttribute('aria-label')).toBe('Image of row 1')
    await window.setTheme('dark')
    await window.settle()
    expect(await window.accessibilityFaults()).toEqual([])

    await window.at('gallery-grid').evaluate(grid => { grid.scrollTop = grid.scrollHeight })
    await expect.poll(() => window.at('row-gallery').getByRole('img').last().getAttribute('aria-label'), patience).toBe('Image of row 400')
    await window.at('rows-way').locator('[data-value=table]').click()
    await expect.poll(() => drawnTiles(window, 'preview-table'), patience).toBeGreaterThan(5)
    expect(await window.alerts()).toEqual([])
  })
})
