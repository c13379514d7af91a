// @vitest-environment happy-dom
import { flushPromises } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import { StudioError } from '../../contract/errors.js'
import type { Region } from '../../contract/selection.js'
import { groupOf } from '../testing/fakeData.js'
import { startWindow, type TestWindow } from '../testing/startWindow.js'
import { useComparisonStore } from './comparison.js'
import { useFitsStore } from './fits.js'
import { useNoticesStore } from './notices.js'
import { useSelectionStore } from './selection.js'
import { useSessionStore } from './session.js'

const second: Region = { kind: 'group', group: 1 }
const wide: Region = { kind: 'range', column: 'eruptions', minimum: 3, maximum: 5 }

it('a comparison goes with its fits', async () => {
  const window = startWindow()
  await useSessionStore().begin()
  window.host.finish()
  await flushPromises()
  const [comparison, fits] = [useComparisonStore(), useFitsStore()]
  const { id } = fits.result!
  comparison.compare(id, id)
  expect(comparison.comparison).toEqual({ first: id, second: id })
  await fits.remove(id)
  await flushPromises()
  expect(comparison.comparison).toBeNull()
})

describe('the selection', () => {
  let window: TestWindow
  beforeEach(async () => {
    window = startWindow()
    await useSessionStore().begin()
    window.host.advance(5)
    window.host.finish()
    await flushPromises()
  })

  it('asks the engine for the rows of what was drawn, and never sends rows', async () => {
    const selection = useSelectionStore()
    selection.select(second)
    await flushPromises()
    expect(window.host.calls.at(-1)).toEqual({ name: 'getSelection', request: { fit: 'fit-1', selection: { fit: 'fit-1', parts: [{ combine: 'add', region: second }] } } })
    const size = Array.from({ length: 272 }, (_, row) => groupOf(row)).filter(group => group === 1).length
    expect(selection.rows).toMatchObject({ selected: size, total: 272 })
    expect(Array.from({ length: 272 }, (_, row) => selection.isSelected(row))).toEqual(Array.from({ length: 272 }, (_, row) => groupOf(row) === 1))
  })

  it('replaces, adds, takes away, and is cleared', async () => {
    const selection = useSelectionStore()
    selection.select(second, 'remove')
    selection.select(wide, 'keep')
    expect(selection.selection?.parts).toEqual([{ combine: 'add', region: second }, { combine: 'keep', region: wide }])
    selection.select(wide)
    expect(selection.selection?.parts).toEqual([{ combine: 'add', region: wide }])
    selection.clear()
    await flushPromises()
    expect([selection.selection, selection.rows, selection.isSelected(0)]).toEqual([null, null, false])
  })

  it('is kept under a name, shown again and removed', async () => {
    const selection = useSelectionStore()
    selection.select(second)
    await selection.save('Short ones')
    selection.clear()
    expect(selection.savedHere.map(({ name }) => name)).toEqual(['Short ones'])
    selection.show(selection.savedHere[0]!)
    expect(selection.selection?.parts[0]?.region).toEqual(second)
    await selection.remove(selection.savedHere[0]!.id)
    expect(selection.saved).toEqual([])
  })

  it('goes with its fit', async () => {
    const selection = useSelectionStore()
    selection.select(second)
    await useFitsStore().remove(useFitsStore().result!.id)
    expect(selection.selection).toBeNull()
  })

  it('says why the rows could not be found, and selects nothing', async () => {
    const selection = useSelectionStore()
    window.host.failNext('getSelection', new StudioError('fit-not-ready', 'the fit has no model.'))
    selection.select(second)
    await flushPromises()
    expect(selection.selection).toBeNull()
    expect(useNoticesStore().notices.map(({ error }) => error.code)).toEqual(['fit-not-ready'])
  })
})
