import { createRandom } from '@mixtura/numerics'
import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { describeStudio } from '../describeStudio.js'
import { takePicture } from '../manualPictures.js'
import { longPatience, patience } from '../studioWindow.js'

const rows = 600
/** Rows whose pressure does not fit their temperature and flow, though each value alone is usual. */
const strange = [37, 151, 290, 412, 555]

/** A machine in two states, with gaps in every sensor. */
function sensors(): string {
  const random = createRandom(11)
  const lines = Array.from({ length: rows }, (_, row) => {
    const isBusy = random.uniform() < 0.4
    const load = (isBusy ? 3 : 0) + random.normal()
    const temperature = 60 + 6 * load + 0.8 * random.normal()
    const flow = 12 + 1.5 * load + 0.25 * random.normal()
    const pressure = 5 + 0.7 * load + 0.1 * random.normal() + (strange.includes(row) ? (row % 2 ? 1.1 : -1.1) : 0)
    const cells = [temperature, flow, pressure].map(value => (!strange.includes(row) && random.uniform() < 0.04 ? '' : value.toFixed(3)))
    return [row + 1, ...cells].join(',')
  })
  return `reading,temperature,flow,pressure\n${lines.join('\n')}\n`
}

/** From a table of sensors with gaps to its anomalies, at a rate of false alarms that the person chooses. */
describeStudio('an engineer with sensors', { width: 1440, height: 900 }, studio => {
  it('opens the table, and keeps the rows with gaps', async () => {
    const { window } = studio
    await window.openFile({ name: 'sensors.csv', content: sensors() })
    await window.isDataset('sensors.csv')
    await window.at('missing-keep').click()
    await takePicture(window, 'sensors-data')
  })

  it('learns what is usual', async () => {
    const { window } = studio
    await window.chooseFamily('mixture')
    await window.setOption('components', 2)
    await window.setOption('missing', 'marginalize')
    await window.startFit()
    await window.isFit('completed', longPatience)
  })

  it('chooses how many false alarms to bear, and sees which rows are strange and why', async () => {
    const { window } = studio
    await window.show('results')
    await window.showTab('anomaly-search')
    await window.at('anomalies-found').waitFor()
    await window.at('rate').fill('-2')
    await expect.poll(() => window.text('anomaly-search'), patience).toMatch(/Expected false alarms: 1%/)
    const flagged = Number(/^(\d+) of 600/.exec(await window.text('anomalies-found'))![1])
    expect(flagged).toBeGreaterThanOrEqual(strange.length)
    expect(flagged).toBeLessThan(20)
    await takePicture(window, 'sensors-anomalies')
    await window.at('select-anomalies').click()
    await expect.poll(() => window.text('selection-count'), patience).toBe(`${flagged} of 600 rows`)
  })

  it('takes them along as a table, the strange ones among them', async () => {
    const { window } = studio
    await window.show('export')
    const download = window.page.waitForEvent('download')
    await window.at('export-csv').click()
    const [head, ...lines] = (await readFile(await (await download).path(), 'utf8')).trim().split(/\r?\n/)
    const score = head!.split(',').indexOf('anomaly_score')
    const byScore = lines.map((line, row) => ({ row, score: Number(line.split(',')[score]) })).sort((a, b) => b.score - a.score)
    const highest = byScore.slice(0, 2 * strange.length).map(({ row }) => row)
    for (const row of strange) expect(highest).toContain(row)
  })
})
