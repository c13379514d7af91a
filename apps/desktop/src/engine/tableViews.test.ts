import { describe, expect, it } from 'vitest'
import { endOf, fitRequest, grantFile, startEngine } from './engineFixture.js'

/** Sixty rows in two groups, and a column of words. */
const groups = `x,y,kind\n${Array.from({ length: 60 }, (_, i) => `${(i % 2) * 50 + (i % 7)},${(i % 3) * 2 + (i % 11) / 10},${['a', 'b', 'c'][i % 3]}`).join('\n')}\n`

describe('the rows of a table', () => {
  it('are sorted, filtered and searched page by page, with their numbers in the dataset', async () => {
    const running = await startEngine()
    const { engine } = running
    const { id: dataset } = await engine.openFile({ file: await grantFile(running, 'groups.csv', groups) })
    const all = await engine.getRows({ dataset, offset: 58, limit: 5 })
    expect([all.total, all.numbers, all.rows.length]).toEqual([60, [58, 59], 2])

    const query = { conditions: [{ column: 'kind', values: ['a'] }], search: '', sort: { column: 'x', descending: true } }
    const first = await engine.getRows({ dataset, offset: 0, limit: 2, query })
    expect(first).toMatchObject({ total: 20, rows: [[56, 0.5, 'a'], [56, 0.5, 'a']].map(() => expect.arrayContaining(['a']) as unknown) })
    expect(first.rows.map(([x]) => x)).toEqual([56, 55])
    expect(await engine.getRows({ dataset, offset: 19, limit: 2, query })).toMatchObject({ total: 20, numbers: [expect.any(Number)] })
    expect((await engine.getRows({ dataset, offset: 0, limit: 9, query: { conditions: [], search: 'B', sort: null } })).total).toBe(20)

    const wrong = { conditions: [{ column: 'kind', from: 1 }], search: '', sort: null }
    await expect(engine.getRows({ dataset, offset: 0, limit: 1, query: wrong })).rejects.toMatchObject({ code: 'row-condition', fields: { column: 'kind' } })
    // A new type needs a new order: as words, 6 comes after 56.
    await engine.setColumnType({ dataset, column: 'x', type: 'text' })
    expect((await engine.getRows({ dataset, offset: 0, limit: 1, query })).rows[0]![0]).toBe('6')
  })

  it('give profiles of their columns, which a new type changes', async () => {
    const running = await startEngine()
    const { engine } = running
    const { id: dataset } = await engine.openFile({ file: await grantFile(running, 'groups.csv', groups) })
    const [kind, x] = await engine.getColumnProfiles({ dataset, columns: ['kind', 'x'] })
    expect(kind).toEqual({ name: 'kind', quartiles: null, outliers: null, histogram: null, topValues: ['a', 'b', 'c'].map(value => ({ value, rows: 20 })) })
    expect(x!.histogram!.counts.reduce((a, b) => a + b)).toBe(60)
    await engine.setColumnType({ dataset, column: 'x', type: 'category' })
    expect((await engine.getColumnProfiles({ dataset, columns: ['x'] }))[0]!.topValues).toHaveLength(12)
    await expect(engine.getColumnProfiles({ dataset, columns: ['z'] })).rejects.toMatchObject({ code: 'unknown-column' })
  })
})

describe('a filter of fits', () => {
  it('leaves the other rows out, and the script and the results say so', async () => {
    const running = await startEngine()
    const { engine } = running
    const dataset = await engine.openFile({ file: await grantFile(running, 'groups.csv', groups) })
    const request = fitRequest(dataset)
    const features = { ...request.features, where: { conditions: [{ column: 'x', from: 10 }], search: '' } }
    const end = await endOf(running, (await engine.startFit({ ...request, features })).id)
    expect(end).toMatchObject({ status: 'completed', rowsUsed: 30, rowsOmitted: 30 })
    const { rows } = await engine.getScatter({ features, fit: end.id, view: request.view, scores: false, densities: false, limit: 100 })
    expect([...rows].every(row => row % 2 === 1)).toBe(true)
    await expect(engine.getScatter({ features: request.features, fit: end.id, view: request.view, scores: false, densities: false, limit: 100 })).rejects.toMatchObject({ code: 'invalid-request' })
    expect((await engine.getScript({ fit: end.id })).text).toContain("where: { conditions: [{ column: 'x', from: 10 }] }")
    const none = { ...features, where: { conditions: [], search: 'nothing of this' } }
    await expect(engine.assess({ ...request, features: none })).rejects.toMatchObject({ code: 'no-rows-selected', fields: { rows: 60 } })
  })
})
