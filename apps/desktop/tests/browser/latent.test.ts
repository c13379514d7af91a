import { createRandom } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { longPatience, patience } from './studioWindow.js'

/** Images of 8 x 8 pixels with a bright bar, upright or lying, as an IDX file. */
function bars(rows: number): Uint8Array {
  const random = createRandom(5)
  const head = [0, 0, 8, 3, 0, 0, 0, rows, 0, 0, 0, 8, 0, 0, 0, 8]
  const pixels = Array.from({ length: rows }, (_, row) => {
    const middle = 3 + random.integer(2)
    return Array.from({ length: 64 }, (_, at) => (((row % 2 === 0 ? at % 8 : Math.floor(at / 8)) - middle) ** 2 <= 1 ? 200 : 20) + random.integer(30))
  }).flat()
  return Uint8Array.from([...head, ...pixels])
}

describeStudio('the space of codes', { width: 1440, height: 900 }, studio => {
  it('is walked through, from component to component and along axes', async () => {
    const { window } = studio
    await window.openFile({ name: 'bars.idx', content: bars(80) })
    await expect.poll(() => window.datasetName(), patience).toBe('bars.idx')
    await window.chooseFamily('mixture-vae')
    for (const [name, value] of [['components', 2], ['code', 3], ['network', 'dense'], ['widths', '16'], ['pretrainingEpochs', 3], ['epochs', 3]] as const) await window.setOption(name, value)
    await window.startFit()
    await window.isFit('completed', longPatience)
    await window.show('results')
    await window.showTab('walk')
    await window.at('walk-strip').waitFor(longPatience)
    expect(await window.at('walk-strip').locator('canvas').count()).toBe(11)
    expect(await window.at('path-density').getAttribute('aria-label')).toMatch(/^Log-density under the path, from .* nats\.$/)
    await window.at('walk-form').locator('[data-value=density]').click()
    await expect.poll(() => window.at('walk-strip').locator('canvas').count(), patience).toBe(11)
    await window.at('walk-kind').locator('[data-value=axis]').click()
    await window.choose(window.at('walk-axis'), '2')
    await expect.poll(() => window.at('walk-strip').locator('canvas').count(), patience).toBe(11)
  })

  it('is decoded where it is clicked, and the place is an end of the walk', async () => {
    const { window } = studio
    const box = (await window.at('scatter-plot').boundingBox())!
    await window.page.mouse.click(box.x + 0.5 * box.width, box.y + 0.5 * box.height)
    const here = window.at('decoded-here')
    await expect.poll(() => here.locator('canvas').count(), patience).toBe(1)
    await window.at('walk-kind').locator('[data-value=between]').click()
    await window.choose(window.at('walk-to'), 'point')
    await expect.poll(() => window.at('walk-strip').locator('canvas').count(), patience).toBe(11)
    expect(await window.accessibilityFaults()).toEqual([])
    expect(await window.controlsOutOfPlace()).toEqual([])
  })

  it('has three axes, samples of each group, and a row of choice restored', async () => {
    const { window } = studio
    await window.at('dimensions').locator('[data-value="3"]').click()
    await expect.poll(() => window.at('space-plot').getAttribute('aria-label'), patience).toContain('Code 3')
    await window.at('dimensions').locator('[data-value="2"]').click()
    await window.showTab('samples')
    await window.at('samples-per-group').click()
    await window.setNumber('sample-count', 5)
    await window.at('draw-samples').click()
    await expect.poll(() => window.at('group-images').locator('canvas').count(), patience).toBe(10)
    await window.showTab('reconstructions')
    await window.setNumber('restored-row', 42)
    await expect.poll(async () => (await window.at('reconstructed-images').locator('li').first().innerText()).trim(), patience).toBe('42')
  })
})

describeStudio('rows given the values of columns', { width: 900, height: 800 }, studio => {
  it('are drawn again with each value', async () => {
    const { window } = studio
    await window.openSample('iris')
    await window.startFit()
    await window.isFit('completed')
    await window.show('results')
    await window.showTab('conditional')
    await window.choose(window.at('given-add'), 'petal_length')
    await window.at('conditional-table').waitFor()
    await window.setNumber('given-petal_length', 1.5)
    const firstRow = (): Promise<string> => window.at('conditional-table').locator('[role=row]').nth(1).innerText()
    await expect.poll(firstRow, patience).toContain('1.5')
    expect(await window.text('conditional-expected')).toMatch(/petal_width.*±/)
    expect(await window.accessibilityFaults()).toEqual([])
    expect(await window.controlsOutOfPlace()).toEqual([])
  })

  it('and places of the table are walked through', async () => {
    const { window } = studio
    await window.showTab('walk')
    await window.at('walk-table').waitFor()
    await window.choose(window.at('walk-from'), 'row')
    await window.setNumber('walk-from-row', 7)
    await expect.poll(() => window.at('walk-table').locator('[role=row]').count(), patience).toBeGreaterThan(1)
  })
})
