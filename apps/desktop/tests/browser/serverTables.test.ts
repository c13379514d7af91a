import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serverProblem, startServers, type TestServer } from '../../../../packages/clickhouse/src/testing/clusterOfShards.js'
import { describeStudio } from './describeStudio.js'
import { takePicture } from './manualPictures.js'
import { patience } from './studioWindow.js'
import { oldFaithful } from './tables.js'

const screenshots = fileURLToPath(new URL('../../dist/screenshots/', import.meta.url))
const password = 'geheim-0815'

describe.skipIf(serverProblem !== null)(`tables of ClickHouse (${serverProblem ? `skipped: ${serverProblem}` : 'two servers'})`, () => {
  let servers: readonly TestServer[] = []
  let stop = async (): Promise<void> => {}
  let address = ''
  beforeAll(async () => {
    await mkdir(screenshots, { recursive: true })
    ;({ servers, stop } = await startServers(2, { password }))
    address = `clickhouse://${servers.map(({ url }) => new URL(url).host).join(',')}/default/eruptions`
    const rows = oldFaithful().rows.map((row, id) => ({ id, duration: Number(row.split(',')[0]), waiting: Number(row.split(',')[1]), kind: Number(row.split(',')[0]) > 3 ? 'long' : 'short' }))
    await Promise.all(servers.map(async ({ client }, shard) => {
      await client.command({ query: 'CREATE TABLE eruptions (id UInt32, duration Float64, waiting Float64, kind String) ENGINE = MergeTree ORDER BY id' })
      await client.command({ query: 'CREATE VIEW many AS SELECT number AS id, sin(3 * number) + number % 2 * 9 AS x, cos(5 * number) AS y FROM system.numbers LIMIT 11000000' })
      await client.insert({ table: 'eruptions', values: rows.filter(({ id }) => id % 2 === shard), format: 'JSONEachRow' })
    }))
  })
  afterAll(() => stop())

  describeStudio('an analyst whose rows are in a cluster', { pixelRatio: 1.5 }, studio => {
    it('opens the table by its address', async () => {
      const { window } = studio
      // The bar of the first start offers it on every step.
      await window.show('results')
      await shot('welcome')
      await window.at('open-table').click()
      await window.at('table-address').fill(address)
      await window.at('table-password').fill('wrong')
      expect(await window.accessibilityFaults()).toEqual([])
      await shot('open')
      await window.at('connect-table').click()
      await expect.poll(() => window.alerts(), patience).toEqual([expect.stringMatching(/^The server refused this: /)])
      await window.show('data')
      await window.at('open-table').click()
      await window.at('table-address').fill(address)
      await window.at('table-password').fill(password)
      await window.at('connect-table').click()
      await window.isDataset('default.eruptions')
      expect(await window.text('dataset-facts')).toBe('ClickHouse 272 rows · 4 columns')
      expect(await window.text('server-note')).toBe(
        'The rows stay at the servers. The preview is ordered by id, one server after the other. User and password are in memory alone.',
      )
      await expect.poll(() => window.at('preview-table').locator('[role=row]').nth(1).innerText().then(text => text.replace(/\s+/g, ' ')), patience).toBe('1 0 3.6 79 long')
      expect(await window.accessibilityFaults()).toEqual([])
      await shot('data')
      await window.at('open-profile-duration').click()
      // 2.16275 and 4.45425.
      await expect.poll(() => window.text('column-profile'), patience).toMatch(/Lower quartile 2\.1628 Median 4 Upper quartile 4\.4543/)
      expect(await window.accessibilityFaults()).toEqual([])
      await shot('profile')
      await takePicture(window, 'servers-data')
      await window.at('close-profile').click()
    })

    it('fits it where it is', async () => {
      const { window } = studio
      await window.chooseFamily('mixture')
      await window.setOption('components', 2)
      await expect.poll(() => window.text('rows-note'), patience).toBe('The rows stay at the servers: each pass of the fit runs there.')
      await shot('models')
      await window.startFit()
      await window.isFit('completed')
      await window.show('results')
      expect(await window.text('model-facts')).toContain('Rows at the servers Passes SQL: chosen when the table was opened')
      await window.showTab('rows')
      await expect.poll(() => window.text('membership-total'), patience).toBe('272 rows drawn of 272')
      expect(await window.accessibilityFaults()).toEqual([])
      await shot('results')
    })

    it('says what another model needs', async () => {
      const { window } = studio
      await window.chooseFamily('noise-mixture')
      await expect.poll(() => window.text('fit-refused'), patience).toMatch(/^With these options this model needs the rows, and those of this table stay at their servers\. Choose a Gaussian mixture, or open a sample of the rows in Data\.$/)
      expect(await window.accessibilityFaults()).toEqual([])
      await shot('refused')
      await window.at('open-sample').click()
      await window.isDataset('eruptions-sample.parquet')
      await window.at('fit-cost').waitFor()
      await window.showDataset('default.eruptions')
      await window.chooseFamily('mixture')
    })

    it('opens a sample for the other models', async () => {
      const { window } = studio
      await window.show('data')
      await window.at('sample-table').click()
      await shot('sample')
      expect(await window.accessibilityFaults()).toEqual([])
      await window.at('draw-sample').click()
      await window.isDataset('eruptions-sample.parquet')
      expect(await window.text('dataset-facts')).toBe('Parquet 272 rows · 4 columns')
      await window.chooseFamily('noise-mixture')
      await window.at('fit-cost').waitFor()
      await window.show('project')
      await expect.poll(() => window.page.locator('[data-testid=annotation-note]').evaluateAll(notes => notes.map(note => (note as HTMLTextAreaElement).value)), patience).toContain(`272 rows of the 272 rows of ${address}, drawn by a hash of id.`)
      await window.showDataset('default.eruptions')
      await window.chooseFamily('mixture')
    })

    it('writes the groups beside the rows', async () => {
      const { window } = studio
      await window.show('export')
      expect(await window.at('export-csv').count()).toBe(0)
      await window.at('write-scores').click()
      expect(await window.text('scores-question')).toBe(
        'Make the table default.eruptions_groups at each of 2 servers and write 272 rows into it, with 5 columns each. The servers read 2 columns of every row for it. Tables that exist are not changed.',
      )
      expect(await window.accessibilityFaults()).toEqual([])
      await shot('question')
      await takePicture(window, 'servers-scores')
      await window.at('confirm-scores').click()
      await expect.poll(() => window.text('scores-outcome'), patience).toBe(`Written: ${address}_groups.`)
      await shot('export')
      expect(await window.accessibilityFaults()).toEqual([])
      const counts = await Promise.all(servers.map(async ({ client }) => {
        const answer = await client.query({ query: 'SELECT count() FROM eruptions_groups WHERE responsibility_0 + responsibility_1 > 0.999', format: 'JSONCompact' })
        return Number(((await answer.json()) as unknown as { data: string[][] }).data[0]![0])
      }))
      expect(counts).toEqual([136, 136])
    })

    it('gives the password again after the engine was restarted', async () => {
      const { window } = studio
      await window.show('data')
      for (const id of await studio.program.engineProcesses()) process.kill(id, 'SIGKILL')
      await window.at('unlock-table').waitFor()
      await shot('locked')
      await window.at('unlock-password').fill(password)
      await window.at('unlock-table').click()
      await window.at('server-note').waitFor()
    })

    it('stops a fit in the middle of a pass', async () => {
      const { window } = studio
      await window.at('open-table').click()
      await window.at('table-address').fill(address.replace(/eruptions$/, 'many'))
      await window.at('table-password').fill(password)
      await window.at('connect-table').click()
      await window.isDataset('default.many')
      await window.chooseFamily('mixture')
      await window.startFit()
      await window.page.locator('[data-testid=fit-status][data-status=running]', { hasText: /Start/ }).waitFor(patience)
      await window.at('stop-fit').click()
      expect(await window.text('stop-fit')).toBe('Stop now')
      expect(await window.text('fit-status')).toBe('Stopping when this pass is done…')
      await shot('stopping')
      await window.at('stop-fit').click()
      await window.isFit('interrupted')
      expect(await window.text('fit-status')).toMatch(/^Stopped in the middle of a pass; its queries were killed\. /)
    })

    async function shot(name: string): Promise<void> {
      for (const theme of ['light', 'dark'] as const) {
        await studio.window.page.emulateMedia({ colorScheme: theme })
        await studio.window.settle()
        await studio.window.page.screenshot({ path: `${screenshots}servers-${name}-${theme}.png` })
      }
      await studio.window.page.emulateMedia({ colorScheme: 'light' })
    }
  })
})
