import type { ModelFamily } from '@mixtura/models'
import { modelFamilies } from '@mixtura/models'
import { createRandom } from '@mixtura/numerics'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { FitProgress } from '../../src/contract/fit.js'
import { describeStudio, type Studio } from './describeStudio.js'
import { openEngineLine } from './engineLine.js'
import type { GivenFile } from './studioWindow.js'
import { longPatience, patience, textOf } from './studioWindow.js'

/** What makes a family quick on a small table: options as a person types them, and the column of known classes. */
interface Settings {
  readonly options?: Readonly<Record<string, string | number>>
  readonly labels?: string
  /** For a family that trains a network: the phase of a training that does not end by itself. It is killed, resumed and stopped there. */
  readonly trains?: string
  /** A table for families that iris does not suit; iris by default. */
  readonly table?: GivenFile & { readonly rows: number }
}

const tileRows = 10

/** Images of 6 x 6 pixels, dark on the left and bright on the right, as an IDX file. */
function tiles(): Uint8Array {
  const random = createRandom(3)
  const head = [0, 0, 8, 3, 0, 0, 0, tileRows, 0, 0, 0, 6, 0, 0, 0, 6]
  const pixels = Array.from({ length: tileRows * 36 }, (_, at) => (at % 6 < 3 ? 60 : 180) + random.integer(40))
  return Uint8Array.from([...head, ...pixels])
}

const smallNetwork = { network: 'dense', widths: '8' }

/** By kind. A family that is not listed is fitted with its defaults. */
const settings: Readonly<Record<string, Settings>> = {
  'mixture-selection': { options: { 'components-maximum': 3 } },
  'merged-mixture': { options: { 'components-maximum': 3 } },
  'bayesian-mixture': { options: { components: 5 } },
  'mixture-classifier': { options: { 'components-maximum': 2 }, labels: 'species' },
  'deep-clustering': { options: { ...smallNetwork, code: 2, pretrainingEpochs: 1_000_000 }, trains: 'pretraining' },
  'mixture-vae': { options: { ...smallNetwork, code: 2, pretrainingEpochs: 2, epochs: 1_000_000 }, trains: 'training' },
  'mixture-gan': { options: { ...smallNetwork, steps: 10_000_000 }, trains: 'training' },
  anomalies: { options: { method: 'dagmm', epochs: 1_000_000 }, trains: 'training' },
  segmentation: { options: { 'components-minimum': 2, 'components-maximum': 2 }, table: { name: 'tiles.idx', content: tiles(), rows: tileRows } },
  'meta-start': { options: { components: 2, epochs: 1_000_000, stepsPerEpoch: 2, innerSteps: 1 }, labels: 'species', trains: 'training' },
}

/** The tab that shows what a capability gives; the other capabilities are columns and colours. */
const tabs: Readonly<Record<string, string>> = { predict: 'groups', sample: 'samples', reconstruct: 'reconstructions' }

async function fitFamily({ window, program }: Studio, { kind }: ModelFamily): Promise<void> {
  const { options = {}, labels, trains } = settings[kind] ?? {}
  await window.chooseFamily(kind)
  if (labels !== undefined) await window.choose(window.at('labels-column'), `column ${labels}`)
  for (const [name, value] of Object.entries(options)) await window.setOption(name, value)
  await expect.poll(() => window.text('fit-cost'), longPatience).toMatch(/Time about .* Memory about /)
  await window.startFit()
  await expect.poll(() => window.text('fit-name'), patience).toMatch(new RegExp(`^${(await textOf(window.at('model-form').locator('h2').first())).replace(/[()]/g, '\\$&')}`))
  if (trains === undefined) await window.isFit('completed', longPatience)
  else await trainThroughKill({ window, program }, trains)
}

/** Epochs that are awaited before the kill. */
const awaitedEpochs = 4

/** A training whose process is killed goes on from the last epoch, and keeps what it learned when it is stopped. */
async function trainThroughKill({ window, program }: Pick<Studio, 'window' | 'program'>, phase: string): Promise<void> {
  const line = await openEngineLine(window.page.context(), program.url)
  try {
    let reports: FitProgress[] = []
    line.onEvent('fitProgress', report => void (report.phase === phase && reports.push(report)))
    const epoch = (): number => reports.at(-1)?.step ?? 0
    await expect.poll(epoch, longPatience).toBeGreaterThanOrEqual(awaitedEpochs)
    await window.isFit('running')
    if (process.platform !== 'win32') {
      // The checkpoint of an epoch is on disk when the next one is reported.
      const saved = epoch() - 1
      for (const worker of await program.workerProcesses()) process.kill(worker, 'SIGKILL')
      await window.isFit('interrupted')
      expect(await window.text('fit-status')).toBe('The process of this fit ended unexpectedly: it crashed or ran out of memory. It can go on from its last checkpoint.')
      reports = []
      await window.at('resume-fit').click()
      await window.isFit('running')
      await expect.poll(epoch, longPatience).toBeGreaterThan(saved)
      expect(Math.min(...reports.map(({ step }) => step))).toBeGreaterThanOrEqual(saved)
    }
    await window.at('stop-fit').click()
    await window.isFit('stopped', longPatience)
    expect(await window.text('fit-status')).toBe('Stopped. What was learned so far is kept.')
  } finally {
    line.close()
  }
}

/** The families of the catalogue and one more, which exists in this file alone. */
const toyFamily = fileURLToPath(new URL('../../src/engine/testing/toyFamily.mjs', import.meta.url))

describeStudio('the model families', { height: 900, width: 1360, args: ['--families', toyFamily] }, studio => {
  it('are listed under their usual names, and found by others in both languages', async () => {
    const { window } = studio
    await window.openSample('iris')
    await window.show('models')
    const names = () => window.at('family-list').locator('[role=option] .name').allInnerTexts()
    expect(await names()).toHaveLength(modelFamilies.length + 1)
    for (const [query, name] of [['dagmm', 'Anomaly detection'], ['判别分析', 'Classifier by mixtures'], ['few shot', 'Learned start for many tables']] as const) {
      await window.at('family-search').fill(query)
      await expect.poll(names, patience).toEqual([name])
    }
    await window.at('family-search').fill('')
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it.each(modelFamilies.map(family => [family.kind, family] as const))('%s: from its form to all its results', async (_kind, family) => {
    const { window } = studio
    const { table } = settings[family.kind] ?? {}
    const rows = table?.rows ?? 150
    if (table) {
      await window.openFile(table)
      await window.isDataset(table.name)
    } else if ((await window.datasetName()) !== 'iris') {
      await window.showDataset('iris')
    }
    await fitFamily(studio, family)
    expect(await window.alerts()).toEqual([])
    await window.show('results')
    await expect.poll(() => window.text('model-facts'), patience).toContain(`Rows used ${rows} `)
    const shown = await window.page.locator('[role=tab]').evaluateAll(all => all.map(tab => tab.getAttribute('data-testid')!.replace('tab-', '')))
    for (const capability of family.capabilitiesWith({})) if (tabs[capability]) expect(shown).toContain(tabs[capability])
    for (const tab of shown) {
      await window.showTab(tab)
      if (tab === 'groups') expect(await window.cells('group-table')).not.toEqual([])
      if (tab === 'rows') await expect.poll(() => window.at('membership-table').innerText(), patience).not.toContain('…')
      if (tab === 'curves') expect(await window.at('metric-charts').locator('figure').count()).toBeGreaterThan(0)
      if (tab === 'samples') {
        await window.setNumber('sample-count', 12)
        await window.at('draw-samples').click()
        await expect.poll(() => (table ? window.at('image-grid').locator('canvas').count() : window.at('samples-table').locator('[role=row]').count()), longPatience).toBeGreaterThan(5)
      }
      if (tab === 'reconstructions') {
        const pairs = table ? window.at('reconstructed-images').locator('li') : window.at('reconstructions-table').locator('[role=row]')
        await expect.poll(() => pairs.count(), longPatience).toBeGreaterThan(5)
      }
      if (tab === 'script') await expect.poll(() => window.text('script'), patience).toContain('@mixtura/')
    }
    for (const mode of await window.at('colour-mode').locator('[role=radio]').all()) {
      await mode.click()
      await expect.poll(() => window.at('scatter-plot').getAttribute('aria-label'), longPatience).toContain(`${rows} points`)
    }
    if (family.capabilitiesWith({}).includes('encode')) {
      await window.at('space').locator('[data-value=codes]').click()
      await expect.poll(() => window.at('scatter-plot').getAttribute('aria-label'), longPatience).toContain('Code 1')
      await window.at('space').locator('[data-value=plane]').click()
    }
    expect(await window.accessibilityFaults()).toEqual([])
    expect(await window.alerts()).toEqual([])
  })

  it('show a family that is added in one file, with its form, its progress and its results', async () => {
    const { window } = studio
    if ((await window.datasetName()) !== 'iris') await window.showDataset('iris')
    await window.chooseFamily('toy-means')
    await window.setOption('passes', 40)
    await window.startFit()
    await expect.poll(() => window.text('fit-name'), patience).toBe('Toy means · Passes 40')
    await window.isFit('completed')
    await expect.poll(() => window.at('curve-toyMean').getAttribute('aria-label'), patience).toMatch(/^Toy means against the steps\. Last value: .* at step 40\.$/)
    await window.setLanguage('zh')
    expect(await window.text('fit-name')).toBe('玩具均值 · 遍数 40')
    await window.setLanguage('en')
    await window.show('results')
    expect(await window.text('model-facts')).toMatch(/^Toy means /)
    await window.showTab('reconstructions')
    await expect.poll(() => window.at('reconstructions-table').getAttribute('aria-rowcount'), patience).toBe('25')
    expect(await window.at('tab-groups').count()).toBe(0)
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it('asks for the column of known classes where a family needs one, and fits nothing without it', async () => {
    const { window } = studio
    await window.chooseFamily('mixture-classifier')
    await window.choose(window.at('labels-column'), 'none')
    await expect.poll(() => window.text('fit-refused'), patience).toBe('The rows have no known classes. Choose the column that holds the class of each row.')
    expect(await window.at('start-fit').isDisabled()).toBe(true)
    await window.choose(window.at('labels-column'), 'column species')
    await expect.poll(() => window.at('start-fit').isEnabled(), patience).toBe(true)
  })

  it('keeps all fits at hand, and removes what is not wanted', async () => {
    const { window } = studio
    await window.show('models')
    await window.at('fit-history').click()
    const entries = window.page.locator('[role=option][data-value]')
    // Those of the catalogue and the one that was added, without those of other tables.
    const irisFits = modelFamilies.filter(({ kind }) => !settings[kind]?.table).length + 1
    await expect.poll(() => entries.count(), patience).toBe(irisFits)
    await window.page.keyboard.press('Escape')
    await window.at('remove-fit').click()
    await window.at('fit-history').click()
    await expect.poll(() => entries.count(), patience).toBe(irisFits - 1)
    await window.page.keyboard.press('Escape')
  })
})
