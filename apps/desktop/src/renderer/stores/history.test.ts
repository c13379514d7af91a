// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { StudioError } from '../../contract/errors.js'
import { startWindow } from '../testing/startWindow.js'
import { useDatasetsStore } from './datasets.js'
import { useFeaturesStore } from './features.js'
import { useFitsStore } from './fits.js'
import { useHistoryStore } from './history.js'
import { useNoticesStore } from './notices.js'
import { useSessionStore } from './session.js'

async function fitted() {
  const window = startWindow()
  await useSessionStore().begin()
  window.host.finish()
  return { ...window, history: useHistoryStore(), fits: useFitsStore(), datasets: useDatasetsStore() }
}

describe('undo and redo', () => {
  it('bring a deleted fit back and delete it again, in any number of rounds', async () => {
    const { fits, history } = await fitted()
    const { id } = fits.fits[0]!
    await fits.remove(id)
    expect(history.nextUndo).toMatchObject({ kind: 'removeFit', fit: { id } })
    for (let round = 0; round < 2; round++) {
      await history.undo()
      expect(fits.fits.map(fit => [fit.id, fit.hasModel])).toEqual([[id, true]])
      expect(history.last).toMatchObject({ way: 'undone', change: { kind: 'removeFit' } })
      expect(history.nextUndo).toBeNull()
      await history.redo()
      expect(fits.fits).toEqual([])
      expect(history.nextRedo).toBeNull()
    }
  })

  it('go back through names, types, columns and a closed dataset, the latest first', async () => {
    const { fits, history, datasets } = await fitted()
    const features = useFeaturesStore()
    const [fit, dataset] = [fits.fits[0]!, datasets.current!]
    await fits.annotate(fit.id, { title: 'Long and short', note: '' })
    await datasets.annotate(dataset.id, { title: 'Geyser', note: 'Yellowstone' })
    await datasets.setColumnType(dataset.id, 'waiting', 'category')
    await datasets.setColumnType(dataset.id, 'waiting', 'number')
    features.use(['waiting'], false)
    await useSessionStore().close(dataset.id)
    expect([datasets.datasets, fits.fits]).toEqual([[], []])

    const kinds: (string | undefined)[] = []
    while (history.nextUndo) {
      kinds.push(history.nextUndo.kind)
      await history.undo()
    }
    expect(kinds).toEqual(['closeDataset', 'chooseFeatures', 'setColumnType', 'setColumnType', 'annotateDataset', 'annotateFit'])
    expect(fits.fits[0]).toMatchObject({ id: fit.id, title: null })
    expect(datasets.current).toMatchObject({ title: null, note: '' })
    expect(features.choice?.columns).toEqual(['eruptions', 'waiting'])
    for (let left = 0; left < 5; left++) await history.redo()
    expect(fits.fits[0]?.title).toBe('Long and short')
    expect(datasets.current?.title).toBe('Geyser')
    expect(features.choice?.columns).toEqual(['eruptions'])
  })

  it('forget what was undone when something new is done, and a step that fails', async () => {
    const { host, fits, history } = await fitted()
    const { id } = fits.fits[0]!
    await fits.annotate(id, { title: 'First', note: '' })
    await fits.annotate(id, { title: 'Second', note: '' })
    await history.undo()
    await fits.annotate(id, { title: 'Third', note: '' })
    expect(history.nextRedo).toBeNull()
    host.failNext('annotateFit', new StudioError('unknown-fit', 'There is no fit fit-1 in this session. Start it again.'))
    await history.undo()
    expect(useNoticesStore().notices.map(({ error }) => error.code)).toEqual(['unknown-fit'])
    expect(fits.fits[0]?.title).toBe('Third')
    expect([history.nextUndo?.kind, history.nextRedo]).toEqual(['annotateFit', null])
  })

  it('record nothing where nothing changed', async () => {
    const { fits, history } = await fitted()
    await fits.annotate(fits.fits[0]!.id, { title: null, note: '' })
    expect(history.nextUndo).toBeNull()
  })
})
