import { describe, expect, it } from 'vitest'
import {
  ColumnNameTakenError, LogarithmError, MissingValuesError, openDataset, openSampleDataset, OpenOptionError, PreparationError, TooManyLevelsError, UnknownColumnError, UnknownLevelError, type PreparationStep,
} from './index.js'
import { preparedNames } from './preparation.js'
import { closeAfterEach, errorOf, temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
const table = 'x,y,kind\n1,1,a\n3,,b\n8,2,a\n,4,\n'
const open = (prepare: readonly PreparationStep[], content = table) => keep(openDataset(folder.file('table.csv', content), { prepare }))

describe('steps', () => {
  it.each([['mean', 4], ['median', 3]] as const)('fill gaps with the %s', async (method, value) => {
    const dataset = await open([{ kind: 'impute', name: 'x filled', column: 'x', method }])
    expect(await dataset.readColumn('x filled')).toEqual([1, 3, 8, value])
    expect(await dataset.readColumn('x')).toEqual([1, 3, 8, null])
    expect(dataset.preparation).toEqual([{ kind: 'impute', name: 'x filled', column: 'x', method, learned: { value } }])
    expect(dataset.columns.map(({ name }) => name)).toEqual(['x', 'y', 'kind', 'x filled'])
  })

  it('fill gaps with the most frequent value, the first of equals', async () => {
    const dataset = await open([
      { kind: 'impute', name: 'k', column: 'kind', method: 'most-frequent' }, { kind: 'impute', name: 'f', column: 'y', method: 'most-frequent' },
    ])
    expect(await dataset.readColumn('k')).toEqual(['a', 'b', 'a', 'a'])
    expect(await dataset.readColumn('f')).toEqual([1, 1, 2, 4])
  })

  it('take logarithms, to the last digits of ln(1 + x)', async () => {
    const dataset = await open([{ kind: 'log', name: 'l', column: 'x', method: 'log' }, { kind: 'log', name: 'p', column: 'x', method: 'log1p' }], 'x\n1\n1e-12\n\n7\n')
    const expected = [[0, Math.log(1e-12), Math.log(7)], [Math.log(2), Math.log1p(1e-12), Math.log(8)]]
    for (const [at, name] of ['l', 'p'].entries()) {
      const cells = (await dataset.readColumn(name)).filter(cell => cell !== null) as number[]
      // Two roundings of the library's logarithm, and three operations of ln(1 + x).
      cells.forEach((cell, row) => { expect(Math.abs(cell - expected[at][row])).toBeLessThanOrEqual(1e-15 * Math.abs(expected[at][row])) })
    }
  })

  it('scale by the range, the largest magnitude and the quartiles', async () => {
    const steps = (['range', 'largest', 'robust'] as const).map(method => ({ kind: 'scale', name: method, column: 'x', method }) as const)
    const dataset = await open(steps, 'x\n-4\n0\n1\n2\n4\n')
    expect(await dataset.readColumn('range')).toEqual([0, 0.5, 0.625, 0.75, 1])
    expect(await dataset.readColumn('largest')).toEqual([-1, 0, 0.25, 0.5, 1])
    expect(await dataset.readColumn('robust')).toEqual([-2.5, -0.5, 0, 0.5, 1.5])
  })

  it('make a column of 0 and 1 for each level', async () => {
    const dataset = await open([{ kind: 'one-hot', name: 'kind', column: 'kind' }])
    expect(preparedNames(dataset.preparation[0])).toEqual(['kind=a', 'kind=b'])
    expect(await dataset.readColumn('kind=a')).toEqual([1, 0, 1, null])
    expect(await dataset.readColumn('kind=b')).toEqual([0, 1, 0, null])
  })

  it('make principal components: of (1, 2, 3) and (2, 4, 6) the first has all variance', async () => {
    const dataset = await open([{ kind: 'components', name: 'PC', columns: ['a', 'b'], count: 2, scaling: 'none' }], 'a,b\n1,2\n2,4\n3,6\n')
    const first = await dataset.readColumn('PC1') as number[]
    // Along (1, 2)/√5; rounding of the eigenvectors and of the sums.
    ;[-Math.sqrt(5), 0, Math.sqrt(5)].forEach((value, row) => { expect(first[row]).toBeCloseTo(value, 12) })
    for (const cell of await dataset.readColumn('PC2') as number[]) expect(cell).toBeCloseTo(0, 12)
    const [step] = dataset.preparation
    expect(step.kind === 'components' && step.learned!.explained[0]).toBeCloseTo(1, 12)
  })

  it('standardise before principal components by default', async () => {
    const [step] = (await open([{ kind: 'components', name: 'PC', columns: ['a', 'b'], count: 2 }], 'a,b\n1,20\n2,40\n3,30\n')).preparation
    if (step.kind !== 'components') throw new Error(step.kind)
    // The correlation is 1/2, so the variances are 3/2 and 1/2.
    expect(step.learned!.explained[0]).toBeCloseTo(0.75, 12)
    expect(step.learned!.explained[1]).toBeCloseTo(0.25, 12)
    expect(step.learned!.scale).toEqual([1, 10])
  })

  it('follow one another, and enter features, conditions and files', async () => {
    const dataset = await open([
      { kind: 'impute', name: 'x2', column: 'x', method: 'mean' }, { kind: 'impute', name: 'y2', column: 'y', method: 'mean' },
      { kind: 'components', name: 'PC', columns: ['x2', 'y2'], count: 1 },
    ])
    const { samples } = await dataset.readFeatures({ columns: ['PC1'], where: { conditions: [{ column: 'x2', from: 3 }] } })
    expect(samples.rows).toBe(3)
    const path = `${folder.path}/written.parquet`
    await dataset.writeWithColumns(path, { format: 'parquet', columns: [] })
    const written = await keep(openDataset(path))
    expect(await written.readColumn('PC1')).toEqual(await dataset.readColumn('PC1'))
    expect((await dataset.profileColumns({ columns: ['PC1'] }))[0]).toMatchObject({ name: 'PC1' })
  })
})

describe('what was learned', () => {
  const steps: readonly PreparationStep[] = [
    { kind: 'impute', name: 'x2', column: 'x', method: 'mean' }, { kind: 'scale', name: 'x3', column: 'x2', method: 'range' }, { kind: 'one-hot', name: 'k', column: 'kind' },
    { kind: 'components', name: 'PC', columns: ['x2', 'x3'], count: 1 },
  ]

  it('makes the same columns again, to the bit, through JSON', async () => {
    const one = await open(steps)
    const again = await open(JSON.parse(JSON.stringify(one.preparation)) as PreparationStep[])
    expect(await again.readRows({ offset: 0, limit: 4 })).toEqual(await one.readRows({ offset: 0, limit: 4 }))
    expect(again.preparation).toEqual(one.preparation)
  })

  it('is applied to new rows by the same numbers', async () => {
    const { preparation } = await open(steps)
    const other = await open(preparation, 'x,kind\n15,b\n,a\n')
    expect(await other.readColumn('x2')).toEqual([15, 4])
    expect(await other.readColumn('x3')).toEqual([2, 3 / 7])
    expect(await other.readColumn('k=a')).toEqual([0, 1])
    expect((await errorOf(UnknownLevelError, open(preparation, 'x,kind\n15,c\n'))).message).toContain('Column "kind" holds "c" in 1 row, and its levels are "a", "b".')
  })

  it('stays when a column gets another type', async () => {
    const one = await open(steps)
    const typed = await keep(one.withColumnTypes({ y: 'text' }))
    expect(typed.preparation).toEqual(one.preparation)
  })

  it('is the same for a table that stays on disk', async () => {
    const memory = await keep(openSampleDataset('iris'))
    const path = `${folder.path}/iris.parquet`
    await memory.writeWithColumns(path, { format: 'parquet', columns: [] })
    const prepare: readonly PreparationStep[] = [{ kind: 'log', name: 'l', column: 'petal_length', method: 'log' }, { kind: 'components', name: 'PC', columns: ['l', 'petal_width', 'sepal_length'], count: 2 }]
    const one = await keep(openDataset(path, { prepare }))
    const disk = await keep(openDataset(path, { prepare: one.preparation, memoryLimit: 0 }))
    expect(disk.residence).toBe('disk')
    expect(await disk.readColumn('PC2')).toEqual(await one.readColumn('PC2'))
  })
})

describe('errors', () => {
  it('of logarithms name column, count, first row and the next move', async () => {
    const step: PreparationStep = { kind: 'log', name: 'log x', column: 'x', method: 'log' }
    expect((await errorOf(LogarithmError, open([step], 'x\n1\n-2\n0\n'))).message).toBe(
      'Step "log x" takes the logarithm of column "x", which has 2 cells of 0 or less, first in row 2 (line 3 of the file): -2. Correct these cells in the file, or use a step of the kind scale instead.',
    )
    expect((await errorOf(LogarithmError, open([step], 'x\n1\n0\n'))).message).toBe(
      'Step "log x" takes the logarithm of column "x", which has 1 cell of 0 or less, first in row 2 (line 3 of the file): 0. Use the method log1p, which is ln(1 + x), or correct the cells.',
    )
    expect((await errorOf(LogarithmError, open([{ ...step, method: 'log1p' }], 'x\n1\n-1\n'))).message).toContain('has 1 cell of -1 or less')
  })

  it('of components ask for a step that fills gaps', async () => {
    expect((await errorOf(MissingValuesError, open([{ kind: 'components', name: 'PC', columns: ['x', 'y'], count: 1 }]))).message).toBe(
      'Columns "x" has 1 missing cell, first in row 4 (line 5 of the file); "y" has 1 missing cell, first in row 2 (line 3 of the file). ' +
        'Fill them in a step of the kind impute before this one, or leave the columns out of the components.',
    )
  })

  it.each([
    [{ kind: 'impute', name: 'n', column: 'kind', method: 'mean' }, 'Step "n" cannot use column "kind": its cells are not numbers, and have no mean. Use the method most-frequent.'],
    [{ kind: 'log', name: 'n', column: 'kind', method: 'log' }, 'Step "n" cannot use column "kind": its cells are not numbers. Choose a column of numbers, or give it the type number first.'],
  ] as const)('of words are told', async (step, message) => {
    expect((await errorOf(PreparationError, open([step]))).message).toBe(message)
  })

  it('of constant columns are told', async () => {
    expect((await errorOf(PreparationError, open([{ kind: 'scale', name: 'n', column: 'x', method: 'range' }], 'x\n2\n2\n'))).message)
      .toBe('Step "n" cannot use column "x": its finite cells do not vary, or there are none. Leave the step out.')
  })

  it('of names and levels are told', async () => {
    await errorOf(UnknownColumnError, open([{ kind: 'log', name: 'n', column: 'z', method: 'log' }]))
    await errorOf(ColumnNameTakenError, open([{ kind: 'log', name: 'X', column: 'y', method: 'log' }]))
    const many = `w,n\n${Array.from({ length: 101 }, (_, row) => `w${row},1\n`).join('')}`
    expect((await errorOf(TooManyLevelsError, open([{ kind: 'one-hot', name: 'w', column: 'w' }], many))).message).toBe('Column "w" has 101 levels, and a feature can have 100 at most. Leave the step out, or use the column with the role category.')
  })

  it('of a wrong step name the field', async () => {
    const wrong = (step: unknown) => errorOf(OpenOptionError, open([step as PreparationStep]))
    expect((await wrong({ kind: 'sqrt' })).message).toContain('The option prepare[0].kind must be impute, log, scale, one-hot, components, but it is "sqrt".')
    expect((await wrong({ kind: 'log', name: 'n', column: 'x', method: 'log2' })).message).toContain('The option prepare[0].method must be log or log1p, but it is "log2".')
    expect((await wrong({ kind: 'log', name: 'n', column: 'x', method: 'log', base: 2 })).message).toContain('prepare[0].base')
    await wrong({ kind: 'components', name: 'PC', columns: ['x', 'y'], count: 3 })
    await wrong(7)
  })
})
