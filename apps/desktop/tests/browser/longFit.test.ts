import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { describeStudio } from './describeStudio.js'
import { openEngineLine } from './engineLine.js'
import type { StudioWindow } from './studioWindow.js'
import { longPatience, patience } from './studioWindow.js'
import { blobTable } from './tables.js'

const components = 8

/** The step that the status bar names while all rows are fitted. */
async function stepOf(window: StudioWindow): Promise<number> {
  return Number(/Fitting all rows .*step ([\d,]+)/.exec(await window.text('fit-status'))?.[1]?.replaceAll(',', '') ?? Number.NaN)
}

async function reachesStep(window: StudioWindow, step: number): Promise<void> {
  await expect.poll(() => stepOf(window), patience).toBeGreaterThanOrEqual(step)
}

const queueOf = (window: StudioWindow): Promise<(string | null)[]> =>
  window.at('fit-queue').locator('[data-status]').evaluateAll(fits => fits.map(fit => fit.getAttribute('data-status')))

const isWindows = process.platform === 'win32'
const why = isWindows ? ' (skipped: engines are found by ps, which Windows lacks)' : ''

describeStudio('a fit that takes its time', {}, studio => {
  it('can be paused, resumed and stopped, and keeps what it learned', async () => {
    const { window, program } = studio
    const path = join(program.folder, 'slow.csv')
    // Blobs that overlap so much that EM needs hundreds of iterations, many seconds.
    await writeFile(path, blobTable({ rows: 100_000, columns: 6, blobs: components, spacing: 0.6 }))
    await window.openFile(path)
    await window.isDataset('slow.csv')
    await window.show('models')
    await window.setOption('components', components)
    await window.setOption('starts', 1)
    // It does not end by itself, however fast the machine is.
    await window.setOption('tolerance', 0)
    await window.setOption('maxIterations', 1_000_000)
    await window.startFit()
    await window.isFit('running')
    await reachesStep(window, 3)
    expect(await window.text('engine-state')).toBe('Fitting…')
    expect(await window.at('scatter-plot').getAttribute('aria-label')).toContain(`with ${components} components`)
    expect(await window.at('curve-meanLogLikelihood').getAttribute('aria-label')).toContain('Last value: −')

    await window.at('pause-fit').click()
    await window.isFit('paused')
    const paused = await window.text('fit-status')
    expect(paused).toMatch(/^Paused: Fitting all rows · step [\d,]+ of 1,000,000$/)
    expect(await window.text('fit-time')).toMatch(/ sec/)
    await setTimeout(800)
    expect(await window.text('fit-status')).toBe(paused)
    expect(await window.accessibilityFaults()).toEqual([])

    await window.at('resume-fit').click()
    await window.isFit('running')
    await reachesStep(window, Number(/step ([\d,]+)/.exec(paused)![1]!.replaceAll(',', '')) + 3)

    await window.at('stop-fit').click()
    await window.isFit('stopped')
    expect(await window.text('fit-status')).toBe('Stopped. What was learned so far is kept.')
    await window.show('results')
    expect(await window.cells('group-table')).toHaveLength(components)
    expect(await window.text('model-facts')).toContain('Stopped early yes')
  })

  it('lets a second one wait its turn, in every window', async () => {
    const { window } = studio
    await window.startFit()
    await window.isFit('running')
    expect(await window.text('start-fit')).toBe('Add to the queue')
    await window.at('start-fit').click()
    await window.isFit('queued')
    expect(await window.text('fit-status')).toBe('Waits for its turn: place 1 in the queue.')
    expect(await queueOf(window)).toEqual(['running', 'queued'])

    const second = await studio.openTab()
    expect(await second.datasetName()).toBe('slow.csv')
    await second.show('models')
    await expect.poll(() => queueOf(second), patience).toEqual(['running', 'queued'])
    expect(await second.accessibilityFaults()).toEqual([])

    // The one that waits runs as soon as the other is gone.
    await second.at('fit-queue').locator('[data-testid^=queue-remove]').first().click()
    // A browser may not draw a tab in the background.
    await second.page.close()
    await window.page.bringToFront()
    await window.isFit('running')
    await expect.poll(() => window.at('fit-queue').count(), patience).toBe(0)
    await window.at('stop-fit').click()
    await window.isFit('stopped')
  })

  it.skipIf(isWindows)(`goes on from its checkpoint after the engine was killed${why}`, async () => {
    const { window, program } = studio
    await window.startFit()
    await window.isFit('running')
    await reachesStep(window, 5)
    // Checkpoints are a second apart, but a fit saves its state before it pauses.
    await window.at('pause-fit').click()
    await window.isFit('paused')
    const checkpoint = await stepOf(window)
    await window.at('resume-fit').click()
    await reachesStep(window, checkpoint + 1)
    const [engine] = await program.engineProcesses()
    const lost = window.page.locator('[data-testid=engine-banner][data-condition=lost]').waitFor()
    process.kill(engine!, 'SIGKILL')
    await lost
    await window.page.locator('[data-testid=engine-banner][data-condition=restarted]').waitFor()
    expect(await window.text('engine-banner')).toBe('The engine was restarted; finished work is still here. Dismiss')
    await window.isFit('interrupted')
    expect(await window.text('fit-status')).toBe('Interrupted when the engine stopped. It can go on from its last checkpoint.')
    expect(await window.alerts()).toEqual([])
    await window.at('engine-banner').getByRole('button').click()
    expect(await window.at('engine-banner').count()).toBe(0)
    expect(await program.engineProcesses()).not.toContain(engine)

    const line = await openEngineLine(window.page.context(), program.url)
    const iterations: number[] = []
    line.onEvent('fitProgress', ({ phase, step }) => void (phase === 'fit' && iterations.push(step)))
    await window.at('resume-fit').click()
    await expect.poll(() => iterations.length, longPatience).toBeGreaterThan(3)
    await window.at('stop-fit').click()
    await window.isFit('stopped')
    line.close()
    expect(Math.min(...iterations)).toBeGreaterThanOrEqual(checkpoint)
    expect(await window.text('fit-status')).toBe('Stopped. What was learned so far is kept.')
    await window.show('results')
    expect(await window.cells('group-table')).toHaveLength(components)
  })

  it.skipIf(isWindows)(`loses nothing that had been finished${why}`, async () => {
    const { window } = studio
    await window.showDataset('old-faithful')
    await window.show('results')
    expect((await window.cells('group-table')).map(([, size]) => size)).toEqual(['175', '97'])
    await window.show('models')
    await window.at('reset-options').click()
    await window.startFit()
    await window.isFit('completed')
  })
})
