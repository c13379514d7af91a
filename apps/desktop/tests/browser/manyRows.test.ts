import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { longPatience, patience } from './studioWindow.js'
import { blobTable } from './tables.js'

describeStudio('a table of 200,000 rows', {}, studio => {
  it('opens, with every row within reach', async () => {
    const { window, program } = studio
    const path = join(program.folder, 'many.csv')
    await writeFile(path, blobTable({ rows: 200_000, columns: 4, blobs: 3, spacing: 4 }))
    await window.openFile(path)
    await expect.poll(() => window.datasetName(), longPatience).toBe('many.csv')
    expect(await window.text('dataset-facts')).toBe('CSV 200,000 rows · 4 columns')

    const table = window.at('preview-table')
    expect(await table.getAttribute('aria-rowcount')).toBe('200001')
    await table.evaluate(element => { element.scrollTop = element.scrollHeight })
    const lastRow = table.locator('[role=row][aria-rowindex="200001"]')
    await expect.poll(async () => (await lastRow.innerText()).split('\n')[0], patience).toBe('200,000')
    // The cells come from the engine, after the row.
    await expect.poll(() => lastRow.innerText(), patience).not.toContain('…')
    // A grid that draws only what is in sight holds some dozens of rows, not 200,000.
    expect(await table.locator('[role=row]').count()).toBeLessThan(200)
  })

  it('is drawn and fitted whole', async () => {
    const { window } = studio
    await window.show('models')
    await expect.poll(() => window.text('points-shown'), patience).toBe('200,000 points')
    await window.setOption('components', 3)
    await window.startFit()
    await window.isFit('completed', longPatience)
    await window.show('results')
    const sizes = (await window.cells('group-table')).map(([, size]) => Number(size!.replaceAll(',', '')))
    expect(sizes).toHaveLength(3)
    expect(sizes.reduce((a, b) => a + b)).toBe(200_000)
    await expect.poll(() => window.text('points-shown'), patience).toBe('200,000 points')
  })
})
