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

/** The iteration that the status bar names. */
async function iterationOf(window: StudioWindow): Promise<number> {
  return Number(/iteration ([\d,]+)/.exec(await window.text('fit-status'))?.[1]?.replaceAll(',', '') ?? Number.NaN)
}

async function reachesIteration(window: StudioWindow, iteration: number): Promise<void> {
  await expect.poll(() => iterationOf(window), patience).toBeGreaterThanOrEqual(iteration)
}

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
    await window.show('fit')
    await window.setNumber('components-input', components)
    await window.setAdvanced('starts-input', 1)
    await window.startFit()
    await window.isFit('running')
    await reachesIteration(window, 3)
    expect(await window.text('engine-state')).toBe('Fitting…')
    expect(await window.at('scatter-plot').getAttribute('aria-label')).toContain(`in ${components} clusters`)
    expect(await window.at('log-likelihood-chart').getAttribute('aria-label')).toContain('Last value: −')

    await window.at('pause-fit').click()
    await window.isFit('paused')
    const paused = await window.text('fit-status')
    expect(paused).toMatch(/^Paused at iteration \d+\.$/)
    await setTimeout(800)
    expect(await window.text('fit-status')).toBe(paused)
    expect(await window.accessibilityFaults()).toEqual([])

    await window.at('resume-fit').click()
    await window.isFit('running')
    await reachesIteration(window, Number(/\d+/.exec(paused)![0]) + 3)

    await window.at('stop-fit').click()
    await window.isFit('stopped')
    expect(await window.text('fit-status')).toBe('Stopped. What was learned so far is kept.')
    await window.show('clusters')
    expect(await window.cells('cluster-table')).toHaveLength(components)
    expect(await window.text('model-facts')).toContain('stopped before converging')
  })

  it('does not let a second one begin, from whichever window', async () => {
    const { window, program } = studio
    await window.startFit()
    await window.isFit('running')
    expect(await window.at('start-fit').isDisabled()).toBe(true)
    expect(await window.text('fit-blocked')).toBe('A fit is under way: stop it or let it finish.')

    const second = await studio.openTab()
    expect(await second.datasetName()).toBe('slow.csv')
    await second.show('fit')
    await second.isFit('running')
    expect(await second.at('start-fit').isDisabled()).toBe(true)

    const line = await openEngineLine(window.page.context(), program.url)
    const { fits } = await line.engine.getSession(null)
    await expect(line.engine.startFit(fits.at(-1)!.request)).rejects.toMatchObject({
      code: 'fit-already-running',
      message: 'Fit 3 is still running. Stop it, or let it finish, before the next one starts.',
    })
    line.close()

    await second.at('stop-fit').click()
    await window.isFit('stopped')
    await second.page.close()
  })

  it.skipIf(isWindows)(`goes on from its checkpoint after the engine was killed${why}`, async () => {
    const { window, program } = studio
    await window.setAdvanced('max-iterations-input', 200)
    await window.startFit()
    await window.isFit('running')
    await reachesIteration(window, 5)
    // Checkpoints are a second apart, but a pause writes one at once.
    await window.at('pause-fit').click()
    await window.isFit('paused')
    const checkpoint = await iterationOf(window)
    await window.at('resume-fit').click()
    await reachesIteration(window, checkpoint + 1)
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
    line.onEvent('fitProgress', ({ iteration }) => void iterations.push(iteration))
    await window.at('resume-fit').click()
    await window.isFit('completed', longPatience)
    line.close()
    expect(Math.min(...iterations)).toBeGreaterThanOrEqual(checkpoint)
    expect(await window.text('fit-status')).toMatch(/^Ended after 200 iterations without converging /)
    await window.show('clusters')
    expect(await window.cells('cluster-table')).toHaveLength(components)
  })

  it.skipIf(isWindows)(`loses nothing that had been finished${why}`, async () => {
    const { window } = studio
    await window.showDataset('old-faithful')
    await window.show('clusters')
    expect((await window.cells('cluster-table')).map(([, size]) => size)).toEqual(['175', '97'])
    await window.startFit()
    await window.isFit('completed')
  })
})
