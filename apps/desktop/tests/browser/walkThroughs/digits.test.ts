import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeStudio } from '../describeStudio.js'
import { longPatience, patience } from '../studioWindow.js'
import { mnistFolder } from './mnistFolder.js'

const rows = 600
const screenshots = fileURLToPath(new URL('../../../dist/screenshots/', import.meta.url))
beforeAll(() => void mkdir(screenshots, { recursive: true }))
const folder = mkdtempSync(join(tmpdir(), 'mixtura-digits-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The first images of the test set with their labels, as a person has the files. */
function someDigits(): string[] {
  const cut = (name: string, head: number, bytesOfRow: number): void => {
    const whole = gunzipSync(readFileSync(join(mnistFolder!, `${name}.gz`)))
    const part = Buffer.from(whole.subarray(0, head + rows * bytesOfRow))
    part.writeUInt32BE(rows, 4)
    writeFileSync(join(folder, name), part)
  }
  cut('t10k-images-idx3-ubyte', 16, 784)
  cut('t10k-labels-idx1-ubyte', 8, 1)
  return ['t10k-labels-idx1-ubyte', 't10k-images-idx3-ubyte'].map(name => join(folder, name))
}

/** From handwritten digits to deep clusters, then to a VAE whose prior is a mixture, and to digits that it draws, component by component. */
describeStudio(mnistFolder === null ? 'an analyst of digits (skipped; MNIST is not beside the project)' : 'an analyst of digits', { width: 1440, height: 900 }, studio => {
  const walks = it.skipIf(mnistFolder === null)

  walks('opens the images, which come with their labels', async () => {
    const { window } = studio
    await window.openFile(someDigits())
    await window.isDataset('t10k-images-idx3-ubyte')
    await window.at('pixels').locator('[data-value=whole]').click()
  })

  walks('finds clusters with a network, and holds them against the labels', async () => {
    const { window } = studio
    await window.chooseFamily('deep-clustering')
    for (const [name, value] of [['components', 10], ['code', 8], ['network', 'dense'], ['widths', '128, 64'], ['pretrainingEpochs', 120]] as const) await window.setOption(name, value)
    await window.startFit()
    await window.isFit('completed', { timeout: 110_000 })
    await window.show('results')
    await window.showTab('cross-table')
    await expect.poll(() => window.text('agreement-facts'), patience).toMatch(/Accuracy/)
    await window.page.screenshot({ path: join(screenshots, 'digits-clusters.png') })
    // Ten clusters by chance share about 12 % with ten digits, and 600 rows teach a small network.
    expect(Number(/Accuracy ([\d.]+)%/.exec(await window.text('agreement-facts'))![1])).toBeGreaterThan(40)
  })

  walks('trains a VAE, and draws digits of each component', async () => {
    const { window } = studio
    await window.chooseFamily('mixture-vae')
    for (const [name, value] of [['components', 10], ['code', 8], ['network', 'dense'], ['widths', '128, 64'], ['pretrainingEpochs', 60], ['epochs', 60]] as const) await window.setOption(name, value)
    await window.startFit()
    await window.isFit('completed', { timeout: 110_000 })
    await window.show('results')
    await window.showTab('samples')
    await window.at('samples-per-group').click()
    await window.setNumber('sample-count', 8)
    await window.at('draw-samples').click()
    await expect.poll(() => window.at('group-images').locator('canvas').count(), longPatience).toBe(80)
    await window.settle()
    await window.page.screenshot({ path: join(screenshots, 'digits-samples.png') })
  })
})
