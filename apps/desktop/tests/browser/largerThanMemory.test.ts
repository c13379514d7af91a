import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { longPatience, patience } from './studioWindow.js'
import { blobTable } from './tables.js'

describeStudio('a table that is larger than its share of memory', { args: ['--memory-limit', '0'] }, studio => {
  it('stays on disk, and says so', async () => {
    const { window, program } = studio
    const path = join(program.folder, 'large.csv')
    await writeFile(path, blobTable({ rows: 60_000, columns: 3, blobs: 3, spacing: 6 }))
    await window.openFile(path)
    await expect.poll(() => window.datasetName(), longPatience).toBe('large.csv')
    expect(await window.text('dataset-facts')).toBe('CSV 60,000 rows · 3 columns · stays on disk')
    await window.show('models')
    await expect.poll(() => window.text('points-shown'), patience).toBe('20,000 of 60,000 points shown')
    await expect.poll(() => window.text('rows-note'), patience).toBe('The rows stay on disk: each pass of the fit reads them, and none but drawn ones are in memory.')
    await window.chooseFamily('noise-mixture')
    await expect.poll(() => window.text('rows-note'), patience).toMatch(/^The table stays on disk, but this fit reads all its rows into memory: 1\.4\d? MB\.$/)
    await window.chooseFamily('mixture')
  })

  it('is fitted whole, in blocks', async () => {
    const { window } = studio
    await window.setOption('components', 3)
    await window.startFit()
    await window.isFit('completed', longPatience)
    await window.show('results')
    expect(await window.text('model-facts')).toContain('Rows on disk, read in each pass')
    const sizes = (await window.cells('group-table')).map(([, size]) => Number(size!.replaceAll(',', '')))
    expect(sizes.reduce((a, b) => a + b)).toBe(60_000)
    await window.showTab('rows')
    expect(await window.text('membership-total')).toBe('20,000 rows drawn of 60,000')
    expect(await window.accessibilityFaults()).toEqual([])
  })

  it('is exported whole', async () => {
    const { window } = studio
    await window.show('export')
    await window.at('export-csv').click()
    await expect.poll(() => window.text('export-csv-outcome'), longPatience).toMatch(/^Saved large-clusters\.csv: 60,000 rows, /)
  })
})
