import { createRandom, fitMixedMixture, selectMixedMixture } from '@mixtura/core'
import { describe, expect, it } from 'vitest'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { openDataset } from './index.js'
import { closeAfterEach, temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
const open = (name: string, content: string, memoryLimit?: number) => keep(openDataset(folder.file(name, content), memoryLimit === undefined ? {} : { memoryLimit }))

/** Two segments; some cells are missing. */
function customers(rows: number): string {
  const random = createRandom(9)
  const pick = (words: readonly string[], shift: number): string => words[Math.min(words.length - 1, Math.floor(random.uniform() * 2) + shift)]
  const lines = Array.from({ length: rows }, () => {
    const k = random.uniform() < 0.4 ? 1 : 0
    const cells = [
      (50 * k + 10 * random.normal()).toFixed(2), pick(['north', 'south', 'west'], k), pick(['small', 'medium', 'large'], k),
      String(Math.floor(3 * random.uniform()) + 4 * k), random.uniform() < 0.2 + 0.6 * k ? 'true' : 'false',
    ]
    return [...cells.map(cell => (random.uniform() < 0.04 ? '' : cell)), String(1 + Math.floor(3 * random.uniform()))].join(',')
  })
  return `spend,region,size,visits,member,copies\n${lines.join('\n')}\n`
}
const roles = { region: 'category', size: { role: 'ordinal', levels: ['small', 'medium', 'large'] }, visits: 'count', member: 'binary' } as const
const columns = ['spend', ...Object.keys(roles)]
const options = { components: 2, covarianceType: 'diag', starts: 2, maxIterations: 12, tolerance: 0, pseudoCount: 1, threads: 1 } as const
const mixedColumns = [
  { kind: 'number', name: 'spend' }, { kind: 'category', name: 'region', levels: ['north', 'south', 'west'] }, { kind: 'ordinal', name: 'size', levels: ['small', 'medium', 'large'] },
  { kind: 'count', name: 'visits' }, { kind: 'binary', name: 'member', levels: ['false', 'true'] },
] as const

describe('a table on disk as a mixed table', () => {
  it.each([[undefined], ['copies']] as const)('has the fit of its features in memory (weights: %s)', async sampleWeights => {
    const content = customers(9000)
    const inMemory = await open('customers.csv', content)
    const { samples } = await inMemory.readFeatures({ columns, roles, missing: 'keep' })
    const weights = sampleWeights && { sampleWeights: Float64Array.from((await inMemory.readColumn('copies')) as number[]) }
    const onDisk = await open('customers.csv', content, 0)
    expect(onDisk.residence).toBe('disk')
    const source = await onDisk.source({ columns, roles, missing: 'keep', threads: 1, ...(sampleWeights && { sampleWeights }) })
    const table = await source.mixedTable()
    expect(table.columns.map(({ kind, name, levels }) => [kind, name, levels])).toEqual(mixedColumns.map(column => [column.kind, column.name, 'levels' in column ? column.levels : []]))
    const [expected, found] = [await fitMixedMixture({ columns: mixedColumns, samples }, { ...options, ...weights }), await fitMixedMixture(table, options)]
    // The same starts; sums of 9000 rows in another order.
    found.logLikelihoods.forEach((value, at) => expect(value).toBeCloseTo(expected.logLikelihoods[at], 9))
    found.model.columnParameters.forEach((value, at) => expect(value).toBeCloseTo(expected.model.columnParameters[at], 7))
    const { best } = await selectMixedMixture(table, { components: [1, 2], covarianceTypes: ['diag'], starts: 1, maxIterations: 5, pseudoCount: 1, threads: 1 })
    expect(best.model.components).toBe(2)
  })

  it('takes other distributions than those of the roles', async () => {
    const source = await (await open('customers.csv', customers(400), 0)).source({ columns, roles, missing: 'keep', threads: 1 })
    const table = await source.mixedTable(mixedColumns.map(column => (column.kind === 'count' ? { ...column, distribution: 'negative-binomial' } : column)))
    expect(table.columns[3].family).toBe('negative-binomial')
    expect((await fitMixedMixture(table, { ...options, maxIterations: 3 })).model.distribution(3, 0).kind).toBe('count')
    expect(await messageOf(() => source.mixedTable(mixedColumns.slice(1)))).toContain('samples must be [N, 4], a cell for each column, but it is [400, 5]. Pass the columns in their order.')
  })

  it('has levels of the numbers of an IDX file', async () => {
    const dataset = await keep(openDataset(folder.file('labels.idx', Buffer.from([0, 0, 8, 1, 0, 0, 0, 4, 7, 3, 7, 9]))))
    const table = await (await dataset.source({ columns: ['value'], roles: { value: 'category' } })).mixedTable()
    expect([table.rows, table.columns[0].levels]).toEqual([4, ['3', '7', '9']])
  })
})
