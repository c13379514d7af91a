import { readFileSync } from 'node:fs'
import { openDataset } from '@mixtura/data'
import { beforeAll, describe, expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run, file, path } = workplace()

beforeAll(async () => {
  expect(await run(['fit', 'old-faithful.csv', '--components', '2', '--model', 'geyser.mixtura', '-q'])).toEqual({ code: 0, stdout: '', stderr: '' })
})

const few = file('few.csv', 'id,waiting,eruptions,group\na,79,3.6,x\nb,54,1.8,y\n')

describe('predict', () => {
  it('adds groups and probabilities to columns that it finds by name, and lets the others be', async () => {
    const { code, stdout, stderr } = await run(['predict', few, '--model', 'geyser.mixtura', '--probabilities'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [header, ...lines] = stdout.trimEnd().split('\n').map(line => line.split(','))
    expect(header).toEqual(['id', 'waiting', 'eruptions', 'group', 'group_2', 'probability_0', 'probability_1'])
    expect(lines.map(line => line.slice(0, 5))).toEqual([['a', '79', '3.6', 'x', '0'], ['b', '54', '1.8', 'y', '1']])
    for (const line of lines) expect(Number(line[5]) + Number(line[6])).toBeCloseTo(1, 14)
  })

  it('writes Parquet', async () => {
    expect((await run(['predict', 'old-faithful.csv', '-m', 'geyser.mixtura', '-o', 'groups.parquet'])).stderr).toBe('Table written: groups.parquet (272 rows)\n')
    const written = await openDataset(path('groups.parquet'))
    expect(written.format).toBe('parquet')
    expect(written.columns.map(({ name }) => name)).toEqual(['eruptions', 'waiting', 'group'])
    await written.close()
  })
})

it('score reads a pipe and writes objects', async () => {
  const { stdout } = await run(['score', '--model', 'geyser.mixtura', '--json'], { input: readFileSync(path('few.csv'), 'utf8') })
  const objects = stdout.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, number>)
  expect(objects).toHaveLength(2)
  for (const { log_density, anomaly_score } of objects) expect(anomaly_score).toBe(-log_density)
})

describe('impute', () => {
  const holes = file('holes.csv', 'id,waiting,eruptions\na,79,\nb,,1.8\nc,60,2\n')

  it('fills missing cells with means, in their places', async () => {
    const { code, stdout, stderr } = await run(['impute', holes, '--model', 'geyser.mixtura', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [first, second, third] = stdout.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, number>)
    expect([first['id'], first['waiting'], second['eruptions'], third]).toEqual(['a', 79, 1.8, { id: 'c', waiting: 60, eruptions: 2 }])
    // Long waits follow long eruptions, of about 4.3 minutes; short ones short eruptions, of about 54 minutes.
    expect(Math.abs(first['eruptions'] - 4.3)).toBeLessThan(0.3)
    expect(Math.abs(second['waiting'] - 54)).toBeLessThan(4)
  })

  it('fills a column that has no cell at all', async () => {
    const { code, stdout, stderr } = await run(['impute', file('empty.csv', 'waiting,eruptions\n79,\n54,\n'), '--model', 'geyser.mixtura', '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const filled = stdout.trimEnd().split('\n').map(line => (JSON.parse(line) as { eruptions: number }).eruptions)
    expect(Math.abs(filled[0] - 4.3)).toBeLessThan(0.3)
    expect(Math.abs(filled[1] - 2)).toBeLessThan(0.3)
  })

  it('draws under a seed', async () => {
    const draw = async (seed: string) => (await run(['impute', holes, '--model', 'geyser.mixtura', '--draw', '--seed', seed])).stdout
    const first = await draw('1')
    expect(first.split('\n')[0]).toBe('id,waiting,eruptions')
    expect(await draw('1')).toBe(first)
    expect(await draw('2')).not.toBe(first)
  })
})

it('predicts a table in which a column has no cell, on disk as in memory', async () => {
  await run(['fit', 'old-faithful.csv', '--components', '2', '--missing', 'marginalize', '--model', 'with-gaps.mixtura', '--quiet'])
  const args = ['predict', file('half.csv', 'waiting,eruptions\n79,\n54,\n'), '--model', 'with-gaps.mixtura']
  const inMemory = await run(args)
  expect(inMemory.code).toBe(0)
  expect(await run([...args, '--memory-limit', '0'])).toEqual(inMemory)
})

describe('explain', () => {
  it('divides log-odds and distances among the columns', async () => {
    const { code, stdout } = await run(['explain', few, '--model', 'geyser.mixtura', '--json'])
    expect(code).toBe(0)
    const explained = stdout.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, number>)
    expect(Object.keys(explained[0]).slice(4)).toEqual([
      'group_2', 'runner_up', 'log_odds', 'log_odds_intercept', 'log_odds_eruptions', 'log_odds_waiting', 'squared_distance_eruptions', 'squared_distance_waiting', 'tail_probability',
    ])
    expect(explained.map(row => [row['group_2'], row['runner_up']])).toEqual([[0, 1], [1, 0]])
    for (const row of explained) expect(row['log_odds_intercept'] + row['log_odds_eruptions'] + row['log_odds_waiting']).toBeCloseTo(row['log_odds'], 10)
  })

  it('refuses missing cells', async () => {
    const { code, stderr } = await run(['explain', file('hole.csv', 'waiting,eruptions\n79,\n54,1.8\n'), '--model', 'geyser.mixtura'])
    expect([code, stderr]).toEqual([3, 'mixtura: The column "eruptions" has 1 missing cell, first in row 1. Fill the cells, choose other --columns, or leave out such rows with --omit-missing.\n'])
  })
})

it('encode adds the codes of a network', async () => {
  const fitted = await run(['fit', 'iris.csv', '--family', 'mixture-vae', '--code', '2', '--widths', '8', '--epochs', '1', '--pretraining-epochs', '1', '--model', 'codes.mixtura', '-q'])
  expect(fitted).toMatchObject({ code: 0, stdout: '' })
  const { code, stdout } = await run(['encode', 'iris.csv', '--model', 'codes.mixtura'])
  expect(code).toBe(0)
  const [header, ...lines] = stdout.trimEnd().split('\n').map(line => line.split(','))
  expect(header.slice(5)).toEqual(['code_1', 'code_2'])
  expect(lines).toHaveLength(150)
  for (const line of lines) expect(line.slice(5).every(cell => cell !== '' && Number.isFinite(Number(cell)))).toBe(true)
})

it('sample draws the same rows again, of all groups or of one', async () => {
  const args = ['sample', '--model', 'geyser.mixtura', '--count', '20', '--seed', '3']
  const first = await run(args)
  expect(first.code).toBe(0)
  expect(await run(args)).toEqual(first)
  const alone = (await run([...args, '--group', '1'])).stdout.trimEnd().split('\n')
  expect(alone[0]).toBe('eruptions,waiting,group')
  expect(alone.slice(1).map(line => line.split(',')[2])).toEqual(new Array(20).fill('1'))
})

it('compare shows models side by side, and says if their tables differ', async () => {
  await run(['fit', 'old-faithful.csv', '--components', '3', '--columns', 'waiting', '--model', 'waiting.mixtura', '-q'])
  const { code, stdout, stderr } = await run(['compare', 'geyser.mixtura', 'waiting.mixtura'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^Model +geyser\.mixtura +waiting\.mixtura\n/)
  expect(stdout).toMatch(/\nBIC +2322\.19 +\d/)
  expect(stderr).toBe('The models were fitted to different tables, so their likelihoods and criteria cannot be compared.\n')
})

describe('refuses', () => {
  file('text.mixtura', 'not a model')
  it.each<[readonly string[], number, string | RegExp]>([
    [['predict', few], 2, '--model FILE is missing: file of the model.'],
    [['predict', few, '--model', 'absent.mixtura'], 3, 'There is no file absent.mixtura. Fit a model with mixtura fit … --model absent.mixtura.'],
    [['predict', few, '--model', 'text.mixtura'], 3, /^mixtura: text\.mixtura cannot be read as a model: checkpoint: .*\n$/],
    [['predict', 'iris.csv', '--model', 'geyser.mixtura'], 3, /^mixtura: There is no column "eruptions"\. .*\n$/],
    [['encode', few, '--model', 'geyser.mixtura'], 3, 'geyser.mixtura is a model of the family mixture and has no codes. It can be used with: mixtura predict, mixtura score, mixtura explain, mixtura impute, mixtura sample.'],
    [['sample', '--model', 'geyser.mixtura', '--count', '0'], 2, '--count must be a whole number of at least 1, but it is 0. Write for example --count 10.'],
    [['sample', '--model', 'geyser.mixtura', '--group', '7'], 2, 'There is no group 7. The groups are 0, 1.'],
    [['compare', 'geyser.mixtura'], 2, 'mixtura compare takes MODEL MODEL..., but it got 1 name. Put names with spaces in quotes.'],
    [['sample', few, '--model', 'geyser.mixtura'], 2, 'mixtura sample takes no file, but it got 1 name. Put names with spaces in quotes.'],
  ])('%j', async (args, code, message) => {
    const { stdout, stderr, ...ended } = await run(args)
    expect({ ...ended, stdout }).toEqual({ code, stdout: '' })
    if (typeof message === 'string') expect(stderr).toBe(`mixtura: ${message}\n`)
    else expect(stderr).toMatch(message)
  })
})
