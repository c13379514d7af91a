import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import type { StudioWindow } from './studioWindow.js'
import { longPatience, patience } from './studioWindow.js'
import { blobTable } from './tables.js'

const rows = 150_000

/** Number of points that the layer has drawn in its last picture. */
const drawn = (window: StudioWindow): Promise<string | null> => window.at('point-layer').getAttribute('data-drawn')

describeStudio(`${rows} points`, { pixelRatio: 2 }, studio => {
  it('are all drawn by the device, at its own resolution', async () => {
    const { window, program } = studio
    const path = join(program.folder, 'points.csv')
    await writeFile(path, blobTable({ rows, columns: 3, blobs: 3, spacing: 4 }))
    await window.openFile(path)
    await expect.poll(() => window.datasetName(), longPatience).toBe('points.csv')
    await window.show('models')
    await expect.poll(() => window.text('points-shown'), longPatience).toBe('150,000 points')
    await expect.poll(() => drawn(window), longPatience).toBe(String(rows))
    const layer = await window.at('point-layer').evaluate(canvas => ({ width: (canvas as HTMLCanvasElement).width, css: canvas.getBoundingClientRect().width }))
    expect(layer.width).toBe(2 * Math.round(layer.css))
  })

  it('have the colours of their groups, and a card under the pointer', async () => {
    const { window } = studio
    await window.setOption('components', 3)
    await window.startFit()
    await window.isFit('completed', longPatience)
    await window.show('results')
    await expect.poll(() => window.text('points-shown'), longPatience).toBe('150,000 points')
    await expect.poll(() => drawn(window), longPatience).toBe(String(rows))
    const box = (await window.at('scatter-plot').boundingBox())!
    const found = async (): Promise<boolean> => {
      for (let across = 0.2; across < 0.9; across += 0.05) {
        await window.page.mouse.move(box.x + across * box.width, box.y + 0.5 * box.height)
        if (await window.at('point-tip').isVisible()) return true
      }
      return false
    }
    await expect.poll(found, patience).toBe(true)
  })

  it('are drawn again when they are zoomed, and when a lost context is back', async () => {
    const { window } = studio
    await window.at('zoom-in').focus()
    await window.page.keyboard.press('+')
    await window.page.keyboard.press('ArrowLeft')
    await expect.poll(() => drawn(window), longPatience).toBe(String(rows))
    await window.page.keyboard.press('0')
    await expect.poll(() => drawn(window), longPatience).toBe(String(rows))
    await window.page.evaluate(async () => {
      const gl = document.querySelector<HTMLCanvasElement>('[data-testid=point-layer]')!.getContext('webgl2')!
      const extension = gl.getExtension('WEBGL_lose_context')!
      extension.loseContext()
      await new Promise(resolve => setTimeout(resolve, 200))
      document.querySelector<HTMLCanvasElement>('[data-testid=point-layer]')!.dataset['drawn'] = 'lost'
      extension.restoreContext()
    })
    await expect.poll(() => drawn(window), longPatience).toBe(String(rows))
  })

  it('are in the picture that is exported, with axes and ellipses', async () => {
    const { window } = studio
    await window.show('export')
    const preview = window.page.locator('canvas').first()
    await preview.waitFor()
    const colours = (): Promise<number> => preview.evaluate(canvas => {
      const { width, height } = canvas as HTMLCanvasElement
      const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height)
      const seen = new Set<number>()
      for (let at = 0; at < data.length; at += 4) seen.add((data[at]! >> 4) * 256 + (data[at + 1]! >> 4) * 16 + (data[at + 2]! >> 4))
      return seen.size
    })
    // Three groups whose opacity depends on how crowded they are have many colours; axes and ellipses alone have few.
    await expect.poll(colours, longPatience).toBeGreaterThan(60)
  })
})
