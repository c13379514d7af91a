import { expect, it } from 'vitest'
import { endOf, fitRequest, grantFile, startEngine } from './engineFixture.js'

/** y = 2 x + noise of ±1, so that y given x is known. */
const lines = Array.from({ length: 300 }, (_, i) => `${i % 10},${2 * (i % 10) + (i % 3) - 1}`)

it('draws rows given the value of a column, and walks through the space of the table in its own units', async () => {
  const running = await startEngine()
  const { engine } = running
  const dataset = await engine.openFile({ file: await grantFile(running, 'line.csv', `x,y\n${lines.join('\n')}\n`) })
  const features = { dataset: dataset.id, columns: ['x', 'y'], scaling: 'standardize' as const, missing: 'error' as const, label: null }
  const { id } = await engine.startFit(fitRequest(dataset, { features, options: { components: 1 } }))
  await endOf(running, id)

  const request = { fit: id, given: [{ column: 'x', value: 4 }], count: 400, seed: 3 }
  const { values, expected, labels } = await engine.getConditional(request)
  expect([values.length, labels.length, expected[0]]).toEqual([800, 400, 4])
  const ys = Array.from({ length: 400 }, (_, row) => values[2 * row + 1]!)
  for (let row = 0; row < 400; row++) expect(values[2 * row]).toBe(4)
  const mean = ys.reduce((sum, y) => sum + y / 400, 0)
  expect(expected[1]).toBeCloseTo(8, 1)
  expect(Math.abs(mean - 8)).toBeLessThan(0.2)
  // The noise -1, 0, 1 has a variance of 2/3.
  expect(ys.reduce((sum, y) => sum + (y - mean) ** 2 / 400, 0)).toBeCloseTo(2 / 3, 0)
  expect((await engine.getConditional(request)).values).toEqual(values)
  await expect(engine.getConditional({ ...request, given: [{ column: 'z', value: 1 }] })).rejects.toMatchObject({
    code: 'invalid-request', message: 'given.column must be one of x, y, but it is z.',
  })

  const view = { kind: 'columns' as const, x: 'x', y: 'y' }
  const walked = await engine.walk({ fit: id, view, steps: 3, walk: { kind: 'between', from: { kind: 'row', row: 0 }, to: { kind: 'row', row: 9 }, along: 'line' } })
  const rounded = (numbers: ArrayLike<number>): number[] => Array.from(numbers, value => Number(value.toFixed(5)))
  expect(rounded(walked.values)).toEqual([0, -1, 4.5, 8, 9, 17])
  expect(rounded(walked.positions)).toEqual([0, -1, 4.5, 8, 9, 17])
  expect(walked.images).toBe(null)
  expect(rounded(walked.posteriors)).toEqual([1, 1, 1])
  const { rows } = await engine.getMemberships({ fit: id, offset: 0, limit: 1, order: 'row', group: null, row: 0 })
  expect(walked.logDensities[0]).toBeCloseTo(rows[0]!.logDensity!, 8)
  const at = await engine.walk({ fit: id, view, steps: 2, walk: { kind: 'at', place: { kind: 'point', x: 3, y: 5 } } })
  expect(rounded(at.values)).toEqual([3, 5])
  await expect(engine.walk({ fit: id, view, steps: 3, walk: { kind: 'at', place: { kind: 'row', row: 900 } } })).rejects.toMatchObject({
    code: 'invalid-request', message: `row must be one that ${id} was fitted to, but it is 900. Choose a row without missing cells.`,
  })
})
