import { createRandom } from '@mixtura/numerics'
import { expect, it } from 'vitest'
import { describeStudio } from '../describeStudio.js'
import { takePicture } from '../manualPictures.js'
import { patience } from '../studioWindow.js'

const shops = 24
const rowsOfShop = 100

/**
 * Baskets of many shops, and everywhere the same three kinds of customers, a little different in each shop: those whose items grow with
 * what they spend, those who buy either few dear things or many cheap ones, and those who spend much.
 */
function baskets(): string {
  const random = createRandom(4)
  const kinds = [
    { spent: 20, items: 10, correlation: 0.9, spread: [6, 3] },
    { spent: 20, items: 10, correlation: -0.9, spread: [6, 3] },
    { spent: 45, items: 10, correlation: 0, spread: [2, 1.2] },
  ] as const
  const lines = Array.from({ length: shops }, (_, shop) => {
    const shifts = kinds.map(() => [1.5 * random.normal(), 0.5 * random.normal()] as const)
    return Array.from({ length: rowsOfShop }, () => {
      const kind = random.integer(kinds.length)
      const { spent, items, correlation, spread } = kinds[kind]!
      const first = random.normal()
      const second = correlation * first + Math.sqrt(1 - correlation ** 2) * random.normal()
      return [`shop ${shop + 1}`, (spent + shifts[kind]![0] + spread[0] * first).toFixed(2), (items + shifts[kind]![1] + spread[1] * second).toFixed(2)].join(',')
    })
  }).flat()
  return `shop,spent,items\n${lines.join('\n')}\n`
}

/** From a table of many groups to a start that is learned from them, which saves a new group steps of EM. */
describeStudio('an analyst of many shops', { width: 1440, height: 900 }, studio => {
  it('tells the model which rows belong together', async () => {
    const { window } = studio
    await window.openFile({ name: 'baskets.csv', content: baskets() })
    await window.isDataset('baskets.csv')
    await window.chooseFamily('meta-start')
    await window.choose(window.at('labels-column'), 'column shop')
    for (const [name, value] of [['components', 3], ['epochs', 3], ['stepsPerEpoch', 30]] as const) await window.setOption(name, value)
    await takePicture(window, 'shops-options')
  })

  it('learns a start that needs fewer steps on shops that it never saw than k-means++', async () => {
    const { window } = studio
    await window.startFit()
    await window.isFit('completed', { timeout: 110_000 })
    await window.show('results')
    const facts = await window.text('model-facts')
    const stepsFrom = (start: string): number => Number(new RegExp(`EM steps to within 0.01 nats per row of the best, from ${start} ([\\d.]+) steps`).exec(facts)?.[1] ?? Number.NaN)
    expect(facts).toMatch(/Held-out groups [1-9]/)
    expect(stepsFrom('this start')).toBeLessThan(0.5 * stepsFrom('k-means\\+\\+'))
    await window.showTab('curves')
    await expect.poll(() => window.at('metric-charts').locator('figure').count(), patience).toBeGreaterThan(0)
    await takePicture(window, 'shops-results')
  })
})
