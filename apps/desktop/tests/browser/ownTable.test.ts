import type { Selection } from '@mixtura/core'
import { GaussianMixture, selectGaussianMixture } from '@mixtura/core'
import { matrix } from '@mixtura/numerics'
import { loadModel } from '@mixtura/models'
import { openDataset, openSampleDataset } from '@mixtura/data'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { longPatience, patience, steps } from './studioWindow.js'
import { labelledOldFaithful, oldFaithful } from './tables.js'

describeStudio('a person with a table of their own', {}, studio => {
  const exported = (name: string): string => join(studio.program.folder, name)

  it('opens it, and is proposed to leave out what is no quantity', async () => {
    const { window, program } = studio
    const path = join(program.folder, 'geyser.csv')
    await writeFile(path, labelledOldFaithful())
    await window.openFile(path)
    await window.isDataset('geyser.csv')
    expect(await window.text('dataset-facts')).toBe('CSV 272 rows · 4 columns')
    const roles = await window.at('column-table').locator('[role=row] .badge').allInnerTexts()
    expect(roles).toEqual(['Identifier', 'Feature', 'Feature', 'Category'])
    const isUsed = (column: string) => window.at(`use-column-${column}`).getAttribute('aria-checked')
    expect(await Promise.all(['id', 'eruptions', 'waiting', 'kind'].map(isUsed))).toEqual(['false', 'true', 'true', 'false'])
    expect(await window.at('use-column-kind').isDisabled()).toBe(true)

    // The proposal is the person's to overrule.
    await window.at('use-column-id').click()
    expect(await isUsed('id')).toBe('true')
    await window.at('use-column-id').click()
    expect(await isUsed('id')).toBe('false')
  })

  it('fits two clusters and watches how', async () => {
    const { window } = studio
    await window.at('continue-to-models').click()
    await window.setOption('components', 2)
    await window.at('start-fit').click()
    await window.isFit('completed')
    const curve = await window.at('curve-meanLogLikelihood').getAttribute('aria-label')
    expect(curve).toMatch(/^Log-likelihood against the steps\. Last value: −4\.1554 nats per row at step \d+\.$/)
    expect(await window.text('fit-status')).toMatch(/^Converged in /)
    await window.show('results')
    const means = (await window.cells('group-table')).map(cells => cells.slice(4).map(cell => Number.parseFloat(cell)))
    // mclust and scikit-learn agree on these to the digits given.
    expect(means).toHaveLength(2)
    expect(means[0]![0]).toBeCloseTo(4.29, 2)
    expect(means[0]![1]).toBeCloseTo(79.97, 1)
    expect(means[1]![0]).toBeCloseTo(2.04, 2)
    expect(means[1]![1]).toBeCloseTo(54.48, 1)
  })

  it('looks closer at the points, moves them and sees all again', async () => {
    const { window } = studio
    const plot = window.page.locator('.plot', { has: window.at('scatter-plot') })
    const isZoomed = (): Promise<string | null> => plot.getAttribute('data-zoomed')
    const box = (await window.at('scatter-plot').boundingBox())!
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const picture = (): Promise<Buffer> => window.at('scatter-plot').screenshot()
    await window.page.mouse.move(x, y)
    await window.settle()
    const before = await picture()
    await window.page.mouse.move(x, y)
    await window.page.mouse.wheel(0, -400)
    await expect.poll(isZoomed, patience).toBe('true')
    const close = await picture()
    await window.page.mouse.down()
    await window.page.mouse.move(x + 60, y - 30, { steps: 4 })
    await window.page.mouse.up()
    expect((await picture()).equals(close)).toBe(false)
    // The buttons and the keys do the same.
    await window.at('show-all').click()
    await expect.poll(isZoomed, patience).toBe('false')
    // The buttons are seen while one of them has the focus.
    await window.at('show-all').blur()
    await window.settle()
    await expect.poll(async () => (await picture()).equals(before), patience).toBe(true)
    await window.at('zoom-in').focus()
    await window.page.keyboard.press('+')
    await expect.poll(isZoomed, patience).toBe('true')
    await window.page.keyboard.press('ArrowLeft')
    await window.page.keyboard.press('0')
    await expect.poll(isZoomed, patience).toBe('false')
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it('saves rows, model and picture', async () => {
    const { window } = studio
    await window.show('export')
    const names = []
    for (const kind of ['csv', 'parquet', 'model', 'mixture', 'script', 'png']) {
      const download = window.page.waitForEvent('download')
      await window.at(`export-${kind}`).click()
      const file = await download
      names.push(file.suggestedFilename())
      await file.saveAs(exported(file.suggestedFilename()))
      await expect.poll(() => window.text(`export-${kind}-outcome`), patience).toMatch(/^Saved geyser-.*\.$/)
    }
    expect(names).toEqual(['geyser-clusters.csv', 'geyser-clusters.parquet', 'geyser-model.mixtura', 'geyser-mixture.json', 'geyser-fit.mts', 'geyser-model.png'])
    expect(await window.text('export-csv-outcome')).toMatch(/^Saved geyser-clusters\.csv: 272 rows, \d+(\.\d)? kB\.$/)
  })

  it.each(['csv', 'parquet'])('has in its %s the rows in their order, with what the saved model says of them', async format => {
    const { rows } = oldFaithful()
    const saved = JSON.parse(await readFile(exported('geyser-mixture.json'), 'utf8'))
    const model = GaussianMixture.fromJSON(saved.model)
    const { center, scale } = saved.scaling as { center: number[]; scale: number[] }
    expect(saved.columns).toEqual(['eruptions', 'waiting'])
    const scaled = rows.flatMap(row => row.split(',').map((cell, d) => (Number(cell) - center[d]!) / scale[d]!))
    const samples = matrix(Float64Array.from(scaled), rows.length, 2)
    const densities = await model.logDensity(samples)
    const responsibilities = await model.responsibilities(samples)
    const logScale = scale.reduce((sum, each) => sum + Math.log(each), 0)

    const table = await openDataset(exported(`geyser-clusters.${format}`))
    expect(table.rows).toBe(rows.length)
    const column = async (name: string) => (await table.readColumn(name)).map(Number)
    expect(table.columns.map(({ name }) => name)).toEqual([
      'id', 'eruptions', 'waiting', 'kind', 'cluster', 'max_posterior', 'posterior_1', 'posterior_2', 'log_density', 'anomaly_score',
    ])
    expect(await column('id')).toEqual(rows.map((_, i) => i + 1))
    expect(await column('waiting')).toEqual(rows.map(row => Number(row.split(',')[1])))
    const [clusters, largest, first, second, density] = await Promise.all(
      ['cluster', 'max_posterior', 'posterior_1', 'posterior_2', 'log_density'].map(column),
    )
    await table.close()
    expect([1, 2].map(k => clusters!.filter(cluster => cluster === k).length)).toEqual([175, 97])
    for (let row = 0; row < rows.length; row++) {
      const [p, q] = [first![row]!, second![row]!]
      expect(p + q, `row ${row}`).toBeCloseTo(1, 12)
      expect(largest![row]).toBe(Math.max(p, q))
      expect(clusters![row]).toBe(p >= q ? 1 : 2)
      expect(Math.abs(p - responsibilities.data[2 * row]!), `row ${row}`).toBeLessThan(1e-9)
      // The model is one of scaled rows; a density in minutes differs by the Jacobian of the scaling.
      expect(Math.abs(density![row]! - (densities[row]! - logScale)), `row ${row}`).toBeLessThan(1e-9)
    }
  })

  it('has a model that the library reads, and the script that made it', async () => {
    const model = await loadModel(await readFile(exported('geyser-model.mixtura')))
    expect(model.groups).toEqual([0, 1])
    expect(model.table.columnNames).toEqual(['eruptions', 'waiting'])
    expect(model.table.scaling).not.toBeNull()
    const source = { file: 'geyser.csv', columns: ['eruptions', 'waiting'], scaling: 'standardize' } as const
    expect(await readFile(exported('geyser-fit.mts'), 'utf8')).toBe(model.script(source))
    await studio.window.show('results')
    await studio.window.showTab('script')
    await expect.poll(() => studio.window.text('script'), patience).toContain("openDataset('geyser.csv')")
  })

  it('has a picture that is a PNG of the promised size', async () => {
    const png = await readFile(exported('geyser-model.png'))
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1600, 1200])
    expect(png.length).toBeGreaterThan(20_000)
    expect(png.length).toBeLessThan(1_000_000)
  })

  it('saves the picture as SVG as well, with text that stays text', async () => {
    const { window } = studio
    await window.show('export')
    const download = window.page.waitForEvent('download')
    await window.at('export-svg').click()
    const file = await download
    expect(file.suggestedFilename()).toBe('geyser-model.svg')
    const path = exported('geyser-model.svg')
    await file.saveAs(path)
    const svg = await readFile(path, 'utf8')
    expect(svg.match(/<circle /g)!.length).toBeGreaterThan(272)
    for (const text of ['geyser.csv', 'waiting', 'Group 1 (']) expect(svg).toMatch(new RegExp(`<text [^>]*>[^<]*${text.replace('(', '\\(')}`))
    // It looks like the preview. Edges that are smoothed in two ways differ by 2 grey levels in the mean, an empty picture by 12.
    const difference = await window.page.evaluate(async source => {
      const image = new Image()
      image.src = `data:image/svg+xml;base64,${btoa(String.fromCharCode(...new TextEncoder().encode(source)))}`
      await image.decode()
      const preview = document.querySelector<HTMLCanvasElement>('[data-testid=picture-preview]')!
      const greys = [image, preview].map(picture => {
        const context = new OffscreenCanvas(200, 150).getContext('2d')!
        context.imageSmoothingQuality = 'high'
        context.drawImage(picture, 0, 0, 200, 150)
        const { data } = context.getImageData(0, 0, 200, 150)
        return Float64Array.from({ length: 200 * 150 }, (_, at) => (data[4 * at]! + data[4 * at + 1]! + data[4 * at + 2]!) / 3)
      })
      return greys[0]!.reduce((sum, grey, at) => sum + Math.abs(grey - greys[1]![at]!), 0) / greys[0]!.length
    }, svg)
    expect(difference).toBeLessThan(4)
  })

  it('drops another file anywhere on the window', async () => {
    const { window } = studio
    await window.show('results')
    const transfer = await window.page.evaluateHandle(text => {
      const carried = new DataTransfer()
      carried.items.add(new File([text], '花 (1).tsv'))
      return carried
    }, `${labelledOldFaithful().replaceAll(',', '\t')}`)
    await window.page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer })
    await window.at('drop-overlay').waitFor()
    expect(await window.text('drop-overlay')).toBe('Drop the file to open it CSV, TSV, JSON, Parquet, Arrow, XLSX, SQLite or IDX')
    await window.page.dispatchEvent('body', 'dragover', { dataTransfer: transfer })
    await window.page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
    await window.isDataset('花 (1).tsv')
    expect(await window.at('drop-overlay').count()).toBe(0)
    expect(await window.text('dataset-facts')).toBe('TSV 272 rows · 4 columns')
    await window.showDataset('geyser.csv')
  })
})

describeStudio('a person who does not know how many clusters there are', {}, studio => {
  const covarianceTypes = ['full', 'tied', 'diag', 'spherical'] as const
  const names: Readonly<Record<string, string>> = { full: 'Full', tied: 'Tied', diag: 'Diagonal', spherical: 'Spherical' }
  let expected: Selection
  /** 2 N Σ ln scale: what BIC in minutes exceeds BIC of scaled rows by. */
  let shift: number

  beforeAll(async () => {
    const sample = await openSampleDataset('old-faithful')
    const { samples, scaling } = await sample.readFeatures({ scaling: 'standardize' })
    await sample.close()
    shift = 2 * samples.rows * scaling.scale.reduce((sum, scale) => sum + Math.log(scale), 0)
    expected = await selectGaussianMixture(samples, {
      components: { minimum: 1, maximum: 5 }, covarianceTypes, starts: 5, seed: 1,
    })
  })

  it('lets BIC choose, as core does with the same options', async () => {
    const { window } = studio
    await window.isFit('completed')
    await window.chooseFamily('mixture-selection')
    await window.setOption('components-minimum', 1)
    await window.setOption('components-maximum', 5)
    await window.setOption('starts', 5)
    await window.setOption('seed', 1)
    await window.startFit()
    await window.isFit('running')
    await window.isFit('completed', longPatience)
    const best = expected.table[0]!
    expect(await window.text('fit-name')).toBe(`Gaussian mixture, chosen by a criterion · Components ${best.components} · ${names[String(best.covarianceType)]}`)

    await window.at('show-results').click()
    await window.showTab('table-candidates')
    const shown = (await window.cells('table-candidates')).map(([components, type, _parameters, _likelihood, bic]) => ({
      components: Number(components), type, bic: Number(bic!.replaceAll(',', '')),
    }))
    expect(shown.map(({ components, type }) => `${components} ${type}`))
      .toEqual(expected.table.map(({ components, covarianceType }) => `${components} ${names[String(covarianceType)]}`))
    for (const [rank, { bic }] of expected.table.entries()) expect(shown[rank]!.bic).toBeCloseTo(bic! + shift, 0)
    expect(await window.at('selection-picture').getAttribute('aria-label')).toContain(`at ${best.components} components, ${names[String(best.covarianceType)]}`)
    expect(await window.at('selection-picture').locator('canvas').boundingBox()).toMatchObject({ width: expect.any(Number) })
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it('sorts the candidates, and fits the runner-up by itself', async () => {
    const { window } = studio
    const counts = async () => (await window.cells('table-candidates')).map(([components]) => Number(components))
    const header = window.at('table-candidates').locator('th button').first()
    await header.click()
    expect(await counts()).toEqual([...expected.table.map(({ components }) => components)].sort((a, b) => a - b))
    await header.click()
    await header.click()
    await window.at('refit-1').click()
    await window.isFit('completed')
    const second = expected.table[1]!
    expect(await window.text('fit-name')).toMatch(new RegExp(`^Gaussian mixture · Components ${second.components}`))
    await window.show('results')
    const bic = (second.bic! + shift).toLocaleString('en', { maximumFractionDigits: 0 }).slice(0, -1)
    expect(await window.text('model-facts')).toContain(`BIC ${bic}`)
  })

  it('finds room for every control in a small window', async () => {
    const { window } = studio
    await window.page.setViewportSize({ width: 1024, height: 700 })
    for (const step of steps) {
      await window.show(step)
      await window.settle()
      expect(await window.controlsOutOfPlace(), step).toEqual([])
    }
  })
})
