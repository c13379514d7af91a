import { describe, expect, it } from 'vitest'
import { openDataset, RowConditionError, UnclearDatesError, type Dataset, type RowQuery } from './index.js'
import { NoRowsSelectedError } from './errors/rowErrors.js'
import { MissingValuesError, NoCompleteRowsError } from './errors/columnErrors.js'
import { closeAfterEach, errorOf, temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const closing = closeAfterEach()
const path = folder.file('people.csv', [
  'name,age,joined,country,note',
  'Ada,36,2019-05-01,GB,likes 100% of it',
  'Ben,,2020-01-31,DE,',
  'Chen,61,2020-02-01,CN,a_b',
  'Dora,20,2021-07-09,DE,plain',
  'eva,61,2018-12-31,,Plain',
  '',
].join('\n'))
const byteHeader = (rows: number, columns: number): number[] => [0, 0, 8, 2, 0, 0, 0, rows, 0, 0, 0, columns]
const bytes = folder.file('bytes.idx', Uint8Array.from([...byteHeader(4, 2), 5, 1, 9, 0, 5, 2, 7, 3]))

const openPeople = (memoryLimit?: number): Promise<Dataset> => closing(openDataset(path, memoryLimit === undefined ? {} : { memoryLimit }))
const openBytes = (): Promise<Dataset> => closing(openDataset(bytes))

describe('selectRows', () => {
  it.each<[string, RowQuery | undefined, number[]]>([
    ['no query', undefined, [0, 1, 2, 3, 4]],
    ['a range of numbers, which leaves out missing cells', { conditions: [{ column: 'age', to: 36 }] }, [0, 3]],
    ['a range of days, whose last day counts', { conditions: [{ column: 'joined', from: '2020-01-31', to: '2020-02-01' }] }, [1, 2]],
    ['values, and the missing cell', { conditions: [{ column: 'country', values: ['CN', null] }] }, [2, 4]],
    ['a number as a value', { conditions: [{ column: 'age', values: [61] }] }, [2, 4]],
    ['no value', { conditions: [{ column: 'country', values: [] }] }, []],
    ['two conditions', { conditions: [{ column: 'country', values: ['DE'] }, { column: 'age', from: 0 }] }, [3]],
    ['a text in any capitals', { search: 'PLAIN' }, [3, 4]],
    ['a sign that SQL patterns use', { search: '%' }, [0]],
    ['another one', { search: 'a_b' }, [2]],
    ['part of a number', { search: '36' }, [0]],
    ['an order with missing cells at its end', { sort: { column: 'age' } }, [3, 0, 2, 4, 1]],
    ['the reverse order, in which they are at the end too', { sort: { column: 'age', descending: true } }, [2, 4, 0, 3, 1]],
    ['an order of words that ignores capitals', { sort: { column: 'name', descending: true } }, [4, 3, 2, 1, 0]],
    ['an order of days', { sort: { column: 'joined' } }, [4, 0, 1, 2, 3]],
  ])('understands %s', async (_name, query, rows) => {
    expect([...(await (await openPeople()).selectRows(query))]).toEqual(rows)
    expect([...(await (await openPeople(0)).selectRows(query))]).toEqual(rows)
  })

  it('finds numbers that are not finite by the text that rows show', async () => {
    const dataset = await closing(openDataset(folder.file('odd.csv', 'x,y\n1.5,a\nNaN,b\ninf,c\n-inf,d\n,e\n'), { columns: { x: { type: 'number', missing: [] } } }))
    const found = async (query: RowQuery): Promise<number[]> => [...(await dataset.selectRows(query))]
    expect(await Promise.all(['NaN', 'Infinity', '-Infinity', 1.5].map(value => found({ conditions: [{ column: 'x', values: [value] }] })))).toEqual([[1], [2], [3], [0]])
    expect(await Promise.all(['nan', 'infinity', '-inf', '1.5'].map(search => found({ search })))).toEqual([[1], [2, 3], [3], [0]])
  })

  it('reads all dates of a column in one way', async () => {
    const american = folder.file('american.csv', 'day\n12/25/2026\n03/04/2026\n03/20/2026\n02/10/2026\n')
    const dataset = await closing(openDataset(american))
    expect([...(await dataset.selectRows({ conditions: [{ column: 'day', from: '2026-03-01', to: '2026-03-31' }] }))]).toEqual([1, 2])
    expect([...(await dataset.selectRows({ sort: { column: 'day' } }))]).toEqual([3, 1, 2, 0])
    const [{ histogram }] = await dataset.profileColumns()
    expect([histogram!.from, histogram!.to]).toEqual([Date.UTC(2026, 1, 10), Date.UTC(2026, 11, 25)])
  })

  it('refuses an order of dates whose day and month may be exchanged', async () => {
    const dataset = await closing(openDataset(folder.file('doubt.csv', 'day\n03/04/2026\n05/06/2026\n')))
    const error = await errorOf(UnclearDatesError, dataset.selectRows({ sort: { column: 'day' } }))
    expect(error.message).toBe('Column "day" can neither be sorted nor have a range: its dates can be read with the day or with the month first. Write them as 2026-04-03 in the file.')
    await errorOf(UnclearDatesError, dataset.selectRows({ conditions: [{ column: 'day', from: '2026-03-01' }] }))
    expect((await dataset.profileColumns())[0].histogram).toBeNull()
  })

  it('treats pixels alike', async () => {
    const dataset = await openBytes()
    expect([...(await dataset.selectRows({ conditions: [{ column: 'column0', from: 5, to: 7 }], sort: { column: 'column1', descending: true } }))]).toEqual([3, 2, 0])
    expect([...(await dataset.selectRows({ sort: { column: 'column0' } }))]).toEqual([0, 2, 3, 1])
    expect([...(await dataset.selectRows({ search: '9' }))]).toEqual([1])
  })

  it('refuses a condition that does not suit its column', async () => {
    const dataset = await openPeople()
    const range = await errorOf(RowConditionError, dataset.selectRows({ conditions: [{ column: 'country', from: 1 }] }))
    expect(range.message).toBe('The condition on column "country" (category) must be a list of values, as only numbers and dates have ranges, but it is a range. Change it, or leave it out.')
    const date = await errorOf(RowConditionError, dataset.selectRows({ conditions: [{ column: 'joined', to: '1 May' }] }))
    expect(date.message).toBe(`The condition on column "joined" (date) must be a range of days or times such as 2026-03-31, but it is '1 May'. Change it, or leave it out.`)
    await errorOf(RowConditionError, dataset.selectRows({ conditions: [{ column: 'joined', to: '2026-02-30' }] }))
    await errorOf(RowConditionError, dataset.selectRows({ conditions: [{ column: 'joined', from: '2026-02-30T10:00' }] }))
    await errorOf(RowConditionError, dataset.selectRows({ conditions: [{ column: 'age' }] }))
    await errorOf(RowConditionError, dataset.selectRows({ conditions: [{ column: 'age', from: '1' }] }))
  })

  it('stops with the reason of its signal', async () => {
    const dataset = await openPeople()
    await expect(dataset.selectRows({ signal: AbortSignal.abort('enough') })).rejects.toBe('enough')
  })
})

describe('readRowsAt', () => {
  it('returns rows in the given order, as often as they are named', async () => {
    const dataset = await openPeople()
    const rows = await dataset.readRowsAt(Uint32Array.of(3, 0, 3))
    expect(rows.map(([name]) => name)).toEqual(['Dora', 'Ada', 'Dora'])
    expect(rows[1]).toEqual((await dataset.readRows({ offset: 0, limit: 1 }))[0])
    expect(await dataset.readRowsAt(new Uint32Array(0))).toEqual([])
    expect(await (await openBytes()).readRowsAt(Uint32Array.of(3, 1))).toEqual([[7, 3], [9, 0]])
  })

  it('refuses a row beyond the last', async () => {
    const dataset = await openPeople()
    await expect(dataset.readRowsAt(Uint32Array.of(0, 5))).rejects.toThrow('rows[1] must be a row of the dataset, less than 5, but it is 5. Pass rows that selectRows returned.')
  })
})

describe('readFeatures and source with a filter', () => {
  it('read the rows of the filter alone, and ask for finite cells only in them', async () => {
    const dataset = await openPeople()
    const where = { conditions: [{ column: 'country', values: ['GB', 'CN'] }] }
    const features = await dataset.readFeatures({ columns: ['age'], where })
    expect([[...features.samples.data], [...features.rows], features.omitted]).toEqual([[36, 61], [0, 2], 3])
    const source = await dataset.source({ columns: ['age'], where })
    expect([source.rows, source.omitted]).toEqual([2, 3])
    const german = { conditions: [{ column: 'country', values: ['DE'] }] }
    const error = await errorOf(MissingValuesError, dataset.readFeatures({ columns: ['age'], where: german }))
    expect(error.columns).toEqual([{ name: 'age', missing: 1, nonFinite: 0, row: 2, line: 3 }])
    expect([...(await dataset.readFeatures({ columns: ['age'], where: german, missing: 'omit-rows' })).rows]).toEqual([3])
  })

  it('say that the rows of the filter are incomplete, and count missing cells whatever their weights', async () => {
    const weighted = folder.file('weighted.csv', 'x,y,w\n,1,1\n,2,0\n3,3,1\n4,4,2\n')
    for (const memoryLimit of [undefined, 0]) {
      const dataset = await closing(openDataset(weighted, memoryLimit === undefined ? {} : { memoryLimit }))
      const incomplete = { columns: ['x', 'y'], missing: 'omit-rows', where: { conditions: [{ column: 'y', to: 2 }] } } as const
      await errorOf(NoCompleteRowsError, dataset.source(incomplete))
      await errorOf(NoCompleteRowsError, dataset.readFeatures(incomplete))
      const kept = { columns: ['x', 'y'], missing: 'keep', sampleWeights: 'w' } as const
      expect((await dataset.source(kept)).missingOfColumns).toEqual([2, 0])
      expect((await dataset.source({ ...kept, where: { conditions: [{ column: 'y', from: 0 }] } })).missingOfColumns).toEqual([2, 0])
    }
  })

  it('say that no row fulfils the filter', async () => {
    const dataset = await openPeople()
    const error = await errorOf(NoRowsSelectedError, dataset.readFeatures({ columns: ['age'], missing: 'keep', where: { search: 'nobody' } }))
    expect(error.message).toBe('None of the 5 rows fulfils the filter. Widen its ranges, add values, or leave it out.')
    await errorOf(NoRowsSelectedError, (await openBytes()).readFeatures({ where: { search: 'nobody' } }))
    expect([...(await (await openBytes()).readFeatures({ where: { search: '9' } })).rows]).toEqual([1])
  })
})

describe('profileColumns', () => {
  it('measures numbers by quartiles, and counts what is beyond the fences', async () => {
    // 1 to 9 and 100: quartiles 3.25, 5.5, 7.75, so the fences are at -3.5 and 14.5.
    const numbers = folder.file('numbers.csv', `x,kind,when,id\n${[1, 2, 3, 4, 5, 6, 7, 8, 9, 100].map((x, i) => `${x},${'aab'[i % 3]},2020-01-${10 + i},k${i}`).join('\n')}\n`)
    const dataset = await closing(openDataset(numbers))
    const [x, kind, when, id] = await dataset.profileColumns()
    expect(x).toMatchObject({ name: 'x', quartiles: [3.25, 5.5, 7.75], outliers: { below: 0, above: 1, lowFence: -3.5, highFence: 14.5 }, topValues: null })
    expect([x.histogram!.from, x.histogram!.to, x.histogram!.counts.length]).toEqual([1, 100, 30])
    expect([x.histogram!.counts[0], x.histogram!.counts[29], x.histogram!.counts.reduce((a, b) => a + b)]).toEqual([4, 1, 10])
    expect(kind.topValues).toEqual([{ value: 'a', rows: 7 }, { value: 'b', rows: 3 }])
    expect([when.histogram!.from, when.histogram!.to]).toEqual([Date.UTC(2020, 0, 10), Date.UTC(2020, 0, 19)])
    expect(id).toEqual({ name: 'id', quartiles: null, outliers: null, histogram: null, topValues: null })
    expect((await dataset.profileColumns({ columns: ['kind'] })).map(({ name }) => name)).toEqual(['kind'])
  })

  it('gives each of few whole numbers a bar of its own, and pixels the same profile', async () => {
    const text = folder.file('pixels.csv', 'column0,column1\n5,1\n9,0\n5,2\n7,3\n')
    const expected = {
      name: 'column0', quartiles: [5, 6, 7.5], outliers: { below: 0, above: 0, lowFence: 1.25, highFence: 11.25 },
      histogram: { from: 4.5, to: 9.5, counts: [2, 0, 1, 0, 1] }, topValues: null,
    }
    expect((await (await closing(openDataset(text))).profileColumns())[0]).toEqual(expected)
    expect((await (await openBytes()).profileColumns())[0]).toEqual(expected)
  })

  it('has nothing to say of a column without numbers or without a range', async () => {
    const empty = folder.file('empty.csv', 'x,y\n,3\n,3\n')
    const [x, y] = await (await closing(openDataset(empty, { types: { x: 'number' } }))).profileColumns()
    expect([x.quartiles, x.histogram, y.quartiles, y.histogram]).toEqual([null, null, [3, 3, 3], null])
  })
})
