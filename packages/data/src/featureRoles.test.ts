import { describe, expect, it } from 'vitest'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { openDataset, type RoleRequests } from './index.js'
import { closeAfterEach, temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
const open = (name: string, content: string, memoryLimit?: number) => keep(openDataset(folder.file(name, content), memoryLimit === undefined ? {} : { memoryLimit }))

const customers = `spend,region,size,visits,member,joined,remark
10.5,north,small,0,true,2026-01-05,likes tea
20.5,south,large,3,false,2026-02-10,came with a friend
,north,medium,1,true,2026-03-11,
30.5,,small,2,,2026-01-05,asked for a refund
40.5,east,large,,false,,likes tea as well
`

describe('features with roles', () => {
  it('are codes of levels, counts and numbers of days', async () => {
    const dataset = await open('customers.csv', customers)
    const { samples, columnNames, features } = await dataset.readFeatures({
      columns: ['spend', 'region', 'size', 'visits', 'member', 'joined'],
      roles: { region: 'category', size: { role: 'ordinal', levels: ['small', 'medium', 'large'] }, visits: 'count', member: 'binary', joined: { role: 'number', date: 'days' } },
      missing: 'keep',
    })
    expect(columnNames).toEqual(['spend', 'region', 'size', 'visits', 'member', 'joined'])
    expect([...samples.data]).toEqual([
      10.5, 1, 0, 0, 1, 20458,
      20.5, 2, 2, 3, 0, 20494,
      NaN, 1, 1, 1, 1, 20523,
      30.5, NaN, 0, 2, NaN, 20458,
      40.5, 0, 2, NaN, 0, NaN,
    ])
    expect(features).toEqual([
      { name: 'spend', role: 'number', levels: null, order: null, date: null },
      { name: 'region', role: 'category', levels: [{ name: 'east', rows: 1, of: ['east'] }, { name: 'north', rows: 2, of: ['north'] }, { name: 'south', rows: 1, of: ['south'] }], order: 'alphabetical', date: null },
      { name: 'size', role: 'ordinal', levels: [{ name: 'small', rows: 2, of: ['small'] }, { name: 'medium', rows: 1, of: ['medium'] }, { name: 'large', rows: 2, of: ['large'] }], order: 'given', date: null },
      { name: 'visits', role: 'count', levels: null, order: null, date: null },
      { name: 'member', role: 'binary', levels: [{ name: 'false', rows: 2, of: ['false'] }, { name: 'true', rows: 2, of: ['true'] }], order: 'alphabetical', date: null },
      { name: 'joined', role: 'number', levels: null, order: null, date: 'days' },
    ])
  })

  it('are the numbers and the columns with roles, if none are named', async () => {
    const dataset = await open('customers.csv', customers)
    const { columnNames } = await dataset.readFeatures({ roles: { region: 'category' }, missing: 'keep' })
    expect(columnNames).toEqual(['spend', 'region', 'visits'])
  })

  it('leave out rows with a missing level, and say which cells are missing', async () => {
    const dataset = await open('customers.csv', customers)
    const request = { columns: ['region', 'visits'], roles: { region: 'category' } } as const
    expect((await dataset.readFeatures({ ...request, missing: 'omit-rows' })).rows).toEqual(Uint32Array.of(0, 1, 2))
    expect(await messageOf(() => dataset.readFeatures(request))).toMatch(/^Columns "region" has 1 missing cell, first in row 4 \(line 5 of the file\); "visits" has 1 missing cell, first in row 5 \(line 6 of the file\)/)
  })

  it('keep their codes when numbers are standardised', async () => {
    const dataset = await open('scaled.csv', 'a,word,n\n1,x,0\n2,y,5\n3,x,7\n')
    const { samples, scaling } = await dataset.readFeatures({ columns: ['a', 'word', 'n'], roles: { word: 'binary', n: 'count' }, scaling: 'standardize' })
    expect([...samples.data]).toEqual([-1, 0, 0, 0, 1, 5, 1, 0, 7])
    expect([...scaling.center]).toEqual([2, 0, 0])
    expect([...scaling.scale]).toEqual([1, 1, 1])
  })

  it('merge rare levels into one, which comes last', async () => {
    const dataset = await open('rare.csv', `word\n${'a\n'.repeat(5)}b\nc\nb\n${'d\n'.repeat(4)}`)
    const read = (roles: RoleRequests) => dataset.readFeatures({ columns: ['word'], roles })
    const { samples, features } = await read({ word: { role: 'category', mergeBelow: 3, mergedName: 'rare' } })
    expect(features![0].levels).toEqual([{ name: 'a', rows: 5, of: ['a'] }, { name: 'd', rows: 4, of: ['d'] }, { name: 'rare', rows: 3, of: ['b', 'c'] }])
    expect([...samples.data]).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 1, 1, 1, 1])
    // The levels of one table read another one alike.
    const { samples: again } = await read({ word: { role: 'category', levels: features![0].levels!.map(({ name, of }) => ({ name, of })) } })
    expect([...again.data]).toEqual([...samples.data])
  })

  it('order numbers by size, and whole numbers have no decimals', async () => {
    const dataset = await open('codes.csv', 'code\n10\n9\n-1\n10\n')
    const { samples, features } = await dataset.readFeatures({ columns: ['code'], roles: { code: 'ordinal' } })
    expect(features![0].levels!.map(({ name }) => name)).toEqual(['-1', '9', '10'])
    expect(features![0].order).toBe('numeric')
    expect([...samples.data]).toEqual([2, 1, 0, 2])
  })

  it('read parts of dates', async () => {
    const dataset = await open('dates.csv', 'day\n2026-01-05\n2026-02-10\n2025-01-11\n')
    const part = async (date: 'year' | 'month' | 'weekday') => (await dataset.readFeatures({ columns: ['day'], roles: { day: { role: 'ordinal', date } } })).features![0].levels!.map(({ name }) => name)
    expect(await part('year')).toEqual(['2025', '2026'])
    expect(await part('month')).toEqual(['1', '2'])
    expect(await part('weekday')).toEqual(['1', '2', '6'])
  })

  it('take text as a category when it is asked for', async () => {
    const dataset = await open('customers.csv', customers)
    expect(dataset.columns.at(-1)).toMatchObject({ type: 'text', proposal: { role: null, reason: 'free-text', alternatives: ['category'] } })
    const [{ levels }] = await dataset.readLevels({ remark: 'category' })
    expect(levels).toHaveLength(4)
  })

  it('are the same from a table on disk, block by block', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i % 97}.5,${['a', 'b', 'c'][i % 3]},${i % 7 === 0 ? '' : i % 5}`)
    const content = `x,word,n\n${lines.join('\n')}\n`
    const request = { columns: ['x', 'word', 'n'], roles: { word: 'category', n: 'count' }, scaling: 'standardize', missing: 'keep' } as const
    const inMemory = await (await open('blocks.csv', content)).readFeatures(request)
    const source = await (await open('blocks.csv', content, 0)).source(request)
    expect(source.features).toEqual(inMemory.features)
    expect([...source.scaling.center]).toEqual([...inMemory.scaling.center])
    const cells: number[] = []
    for await (const { samples } of source.blocks()) cells.push(...samples.data)
    expect(cells).toEqual([...inMemory.samples.data])
  })

  it('are levels of the numbers of an IDX file', async () => {
    const idx = folder.file('labels.idx', Buffer.from([0, 0, 8, 1, 0, 0, 0, 4, 7, 3, 7, 9]))
    const dataset = await keep(openDataset(idx))
    const { samples, features } = await dataset.readFeatures({ columns: ['value'], roles: { value: { role: 'category', levels: ['3', '7', { name: 'high', of: ['9'] }] } } })
    expect([...samples.data]).toEqual([1, 0, 1, 2])
    expect(features![0].levels!.map(({ name, rows }) => [name, rows])).toEqual([['3', 1], ['7', 2], ['high', 1]])
    expect(await dataset.readLevels({ value: 'category' })).toMatchObject([{ order: 'numeric' }])
  })

  it.each<[string, RoleRequests, string]>([
    ['words without an order', { size: 'ordinal' }, `Column "size" is ordinal, and its levels "large", "medium", "small" are words, whose order is not known. Give it in levels, the lowest first, take the alphabet with order: 'alphabetical', or use the role category.`],
    ['a value outside the levels', { region: { role: 'category', levels: ['north', 'south'] } }, 'Column "region" holds "east" in 1 row, and its levels are "north", "south". Add it to the levels, name it in the field of of one of them, or correct the cells.'],
    ['three levels of a binary column', { region: 'binary' }, 'Column "region" cannot have the role binary: it has 3 levels, and a binary column has two. Use the role category, or join levels with the field of in levels.'],
    ['fractions as counts', { spend: 'count' }, 'Column "spend" cannot have the role count: row 1 (line 2 of the file) holds 10.5, and counts are whole numbers of at least 0. Correct the cell, or use the role number.'],
    ['words as counts', { region: 'count' }, 'Column "region" cannot have the role count: its type is category. Use the role category, or give it the type number if its cells are numbers.'],
    ['a date without a reading', { joined: 'number' }, `Column "joined" cannot have the role number: it is a date. Say how to read it, such as date: 'days' or date: 'month'.`],
    ['a reading of dates for words', { region: { role: 'category', date: 'month' } }, 'Column "region" cannot have the role category: its type is category, and date is for columns of dates. Leave out date, or give the column the type date.'],
    ['rare levels of an ordinal', { size: { role: 'ordinal', order: 'alphabetical', mergeBelow: 2 } }, 'Column "size" cannot have the role ordinal: its levels cannot be merged by their number of rows. Leave out mergeBelow, or join levels with the field of in levels.'],
    ['one level', { region: { role: 'category', mergeBelow: 9 } }, 'Column "region" cannot have the role category: all its cells have the level "other". Leave the column out.'],
    ['a name that is taken', { region: { role: 'category', mergeBelow: 2, mergedName: 'north' } }, 'Column "region" cannot have the role category: the name "north" of its merged level is that of another level. Choose another name with mergedName.'],
    ['an unknown column', { regions: 'category' }, 'There is no column "regions". The columns are "spend", "region", "size", "visits", "member", "joined", "remark".'],
    ['an unknown role', { region: 'nominal' as never }, `option roles["region"] must be one of 'number', 'category', 'ordinal', 'count', 'binary', but it is 'nominal'.`],
    ['a level that is there twice', { region: { role: 'category', levels: ['north', 'north'] } }, `option roles["region"].levels must be levels of different names, but it is 'north'. It is there twice: leave one out.`],
    ['levels of a number', { spend: { role: 'number', levels: ['1'] } }, `option roles["spend"].levels must be left out for the role number, which has no levels, but it is an array of 1 entry. Leave it out, or use the role category.`],
  ])('refuse %s', async (_name, roles, message) => {
    const dataset = await open('customers.csv', customers)
    expect(await messageOf(() => dataset.readFeatures({ roles, missing: 'keep' }))).toContain(message)
    expect(await messageOf(() => dataset.readLevels(roles))).toContain(message)
  })

  it('refuse dates whose day and month may be exchanged', async () => {
    const dataset = await open('doubt.csv', 'day\n03/04/2026\n05/06/2026\n')
    expect(dataset.columns[0].type).toBe('date')
    expect(await messageOf(() => dataset.readLevels({ day: { role: 'number', date: 'days' } }))).toBe(
      'Column "day" cannot have the role number: its dates can be read with the day or with the month first. Write them as 2026-04-03 in the file.',
    )
    const clear = await open('clear.csv', 'day\n03/04/2026\n25/06/2026\n')
    expect((await clear.readFeatures({ columns: ['day'], roles: { day: { role: 'ordinal', date: 'month' } } })).features![0].levels!.map(({ name }) => name)).toEqual(['4', '6'])
  })

  it('refuse more levels than a feature may have', async () => {
    const dataset = await open('many.csv', `word\n${Array.from({ length: 1001 }, (_, i) => `w${i}\nw${i}\n`).join('')}`)
    expect(await messageOf(() => dataset.readLevels({ word: 'category' }))).toBe(
      'Column "word" has 1001 levels, and a feature can have 1000 at most. Merge rare ones with mergeBelow, or leave the column out.',
    )
  })
})

describe('the proposed role', () => {
  it.each<[string, readonly string[], string | null, string, string, readonly string[]]>([
    ['fractions', ['1.5', '2', '3'], 'number', 'fractions', 'It has fractions.', []],
    ['no finite number', ['NaN', 'inf', 'NaN'], null, 'too-few-numbers', 'It has fewer than two different finite numbers.', []],
    ['one finite number', ['1', 'NaN', 'inf', '-inf'], null, 'too-few-numbers', 'It has fewer than two different finite numbers.', []],
    ['whole numbers and others', ['1', '2', 'NaN', 'inf', '-inf'], 'ordinal', 'consecutive-whole-numbers', 'It has all whole numbers from 1 to 2. They may be ordered levels, codes or counts.', ['category', 'count', 'number']],
    ['negative numbers', ['-2', '5', '3', '5'], 'number', 'negative-numbers', 'It has whole numbers from -2 to 5.', []],
    ['zeros and ones', ['0', '1', '1', '0'], 'binary', 'zero-one', 'Its cells are 0 and 1.', ['number']],
    ['few whole numbers from 0', ['0', '3', '1', '0'], 'count', 'whole-numbers-from-zero', 'It has whole numbers from 0 to 3. They may be counts, ordered levels or codes.', ['ordinal', 'category', 'number']],
    ['a rating', ['1', '3', '2', '3'], 'ordinal', 'consecutive-whole-numbers', 'It has all whole numbers from 1 to 3. They may be ordered levels, codes or counts.', ['category', 'count', 'number']],
    ['few whole numbers with gaps', ['4', '8', '4', '6'], 'number', 'few-whole-numbers', 'It has 3 different whole numbers from 4 to 8. They may be numbers, counts, ordered levels or codes.', ['count', 'ordinal', 'category']],
    ['many whole numbers', [...Array.from({ length: 30 }, (_, i) => String((i * 7) % 31 + 18)), '18'], 'number', 'many-whole-numbers', 'It has whole numbers from 18 to 48, 30 of them different.', ['count']],
    ['words', ['a', 'b', 'c', 'a'], 'category', 'few-levels', 'It has 3 levels.', ['ordinal']],
    ['two words', ['yes', 'no', 'no', 'yes'], 'binary', 'two-levels', 'It has two levels.', []],
    ['truth values', ['true', 'false', 'false', 'true'], 'binary', 'two-levels', 'It has two levels.', []],
    ['dates', ['2026-01-01', '2026-01-02', '2026-01-01', '2026-03-01'], null, 'date', 'It is a date. Say how to read it: as a number of days, or as a part such as the month.', ['number', 'ordinal', 'category']],
    ['one value', ['7', '7', '7', '7'], null, 'constant', 'All its cells are equal.', []],
  ])('of %s says its reason', async (_name, cells, role, reason, message, alternatives) => {
    const dataset = await open('column.csv', `column,b\n${cells.map(cell => `${cell},1`).join('\n')}\n`)
    expect(dataset.columns[0].proposal).toEqual({ role, reason, message, alternatives })
  })

  it('of a numbering is none', async () => {
    const dataset = await open('ids.csv', 'customer_id,b\n3,1\n9,1\n4,2\n')
    expect(dataset.columns[0].proposal).toEqual({ role: null, reason: 'identifier', message: 'It numbers or names the rows.', alternatives: ['number'] })
  })
})
