import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run, file, path } = workplace()

/** Two groups of customers: with and without many visits. Some cells are missing, and one column is free text. */
const lines = Array.from({ length: 120 }, (_, row) => {
  const often = row % 2
  const noise = ((row * 37) % 19) / 19
  return [
    row % 17 === 3 ? '' : (often ? 50 + 10 * noise : 20 + 10 * noise).toFixed(2),
    row % 13 === 5 ? '' : (row % 11 === 0 ? 'east' : often ? 'south' : 'north'),
    ['small', 'medium', 'large'][often ? 2 - (row % 5 === 1 ? 1 : 0) : row % 5 === 2 ? 1 : 0],
    often ? 5 + (row % 4) : row % 3,
    often ? 'yes' : row % 9 === 0 ? 'yes' : 'no',
    `"wrote ${row}, and more"`,
  ].join(',')
})
const customers = file('customers.csv', `spend,region,size,visits,member,remark\n${lines.join('\n')}\n`)
const fit = ['fit', customers, '--family', 'mixed-mixture', '--components', '1..3', '--role', 'size=ordinal:small,medium,large', '--seed', '1']

describe('columns with roles', () => {
  let fitted: Awaited<ReturnType<typeof run>>
  beforeAll(async () => {
    fitted = await run([...fit, '--model', 'segments.mixtura', '--out', 'segments.csv'])
  })

  it('are fitted, with what the cells do not decide said aloud', () => {
    expect(fitted.stderr).toBe(
      'visits: taken as count. It has whole numbers from 0 to 8, which may be counts, ordered levels or codes. To change it: --role visits=ordinal\n' +
      'remark: left out. It numbers or names the rows.\n' +
      'Model saved: segments.mixtura\nTable written: segments.csv (120 rows)\n',
    )
    expect(fitted.code).toBe(0)
    expect(fitted.stdout).toContain('fitted to 120 rows of spend, region, size, visits, member\n')
    expect(fitted.stdout).toMatch(/ {2}Components +2\n/)
    const [names, ...rows] = readFileSync(path('segments.csv'), 'utf8').trimEnd().split('\n')
    expect(names).toBe('spend,region,size,visits,member,remark,group')
    const groups = rows.map(row => row.slice(row.lastIndexOf(',') + 1))
    expect(groups).toEqual(groups.map((_, row) => groups[row % 2]))
    expect(new Set(groups).size).toBe(2)
  })

  it('are read with the levels of the fit from another table', async () => {
    const some = file('some.csv', 'spend,region,size,visits,member\n22,north,small,1,no\n,south,large,6,yes\n')
    const { code, stdout } = await run(['predict', some, '--model', 'segments.mixtura', '--probabilities'])
    expect(code).toBe(0)
    const [names, one, two] = stdout.trimEnd().split('\n')
    expect(names).toBe('spend,region,size,visits,member,group,probability_0,probability_1')
    expect(one.split(',')[5]).not.toBe(two.split(',')[5])
    expect((await run(['score', some, '--model', 'segments.mixtura'])).stdout.split('\n')[0]).toBe('spend,region,size,visits,member,log_density,anomaly_score')
    const odd = file('odd.csv', 'spend,region,size,visits,member\n22,west,small,1,no\n')
    expect((await run(['predict', odd, '--model', 'segments.mixtura'])).stderr).toContain('Column "region" holds "west" in 1 row, and its levels are "east", "north", "south".')
  })

  it('are fitted from disk as from memory', async () => {
    const onDisk = await run([...fit, '--memory-limit', '0', '--model', 'disk.mixtura', '--out', 'disk.csv'])
    expect(onDisk.code).toBe(0)
    expect(onDisk.stderr).toContain('The table is larger than its share of the free memory (a quarter, or --memory-limit). It stays on disk, and each pass reads it.\n')
    expect(readFileSync(path('disk.csv'), 'utf8')).toBe(readFileSync(path('segments.csv'), 'utf8'))
    const reportOf = (text: string): string => text.replaceAll('disk.', 'segments.')
    expect(reportOf(onDisk.stdout)).toBe(fitted.stdout)
  })

  it('are drawn as names of levels', async () => {
    const { code, stdout } = await run(['sample', '--model', 'segments.mixtura', '--count', '3', '--seed', '1'])
    expect(code).toBe(0)
    const [names, ...rows] = stdout.trimEnd().split('\n')
    expect(names).toBe('spend,region,size,visits,member,group')
    for (const row of rows) expect(row).toMatch(/^[\d.]+,(east|north|south),(small|medium|large),\d+,(no|yes),[01]$/)
  })

  it('are filled: numbers in their places, and levels by name in a column of their own', async () => {
    const holes = file('holes.csv', 'spend,region,size,visits,member\n,north,small,1,no\n55,,large,6,yes\n')
    const { code, stdout } = await run(['impute', holes, '--model', 'segments.mixtura'])
    expect(code).toBe(0)
    const [names, one, two] = stdout.trimEnd().split('\n')
    expect(names).toBe('spend,region,size,visits,member,region_filled')
    expect(Number(one.split(',')[0])).toBeGreaterThan(20)
    expect(Number(one.split(',')[0])).toBeLessThan(30)
    expect(two).toBe('55.0,,large,6,yes,south')
  })

  it('are proposed', async () => {
    const { stdout } = await run(['describe', customers])
    expect(stdout).toMatch(/^column +type +role +proposed +missing/m)
    expect(stdout).toMatch(/^region +category +category +category +\d+/m)
    expect(stdout).toContain('visits: proposed as count in a mixed mixture. It has whole numbers from 0 to 8, which may be counts, ordered levels or codes.\n')
  })

  it.each<[string, readonly string[], string]>([
    ['a word that is no role', ['--role', 'region=nominal'], '--role must be COLUMN=ROLE, where the role is one of number, category, ordinal, count, binary, days, year, month, weekday, hour, none, but it is region=nominal.'],
    ['a column that is not there', ['--role', 'regions=category'], 'There is no column "regions".'],
    ['words without an order', ['--role', 'region=ordinal'], 'whose order is not known'],
    ['a named column without a role', ['--columns', 'spend,remark'], 'The column "remark" has no role. It numbers or names the rows. Give it one, such as --role remark=category, or leave it out of --columns.'],
  ])('refuse %s', async (_name, more, message) => {
    const { code, stderr } = await run(['fit', customers, '--family', 'mixed-mixture', ...more])
    expect(code).not.toBe(0)
    expect(stderr).toContain(message)
  })

  it.each<[string, readonly string[], string]>([
    ['of one column twice', ['--role', 'spend=number', '--role', 'spend=none'], '--role names the column "spend" twice. Leave one out.'],
    ['of a column that is not named', ['--columns', 'spend', '--role', 'region=category'], '--role names the column "region", which is not in --columns. Add it there, or leave the role out.'],
    ['with levels to merge in a family of numbers', ['--family', 'mixture', '--columns', 'spend', '--merge-below', '20'], 'The family mixture takes no roles of columns, so --merge-below has no effect. Leave it out, or choose the family mixed-mixture.'],
  ])('are refused %s', async (_name, more, message) => {
    const { code, stderr } = await run(['fit', customers, ...(more.includes('--family') ? [] : ['--family', 'mixed-mixture']), ...more])
    expect([code, stderr]).toEqual([2, `mixtura: ${message}\n`])
  })

  it.each(['mixture', 'mixed-mixture'])('leave columns out of a fit of the family %s', async family => {
    const numbers = file('numbers.csv', 'a,b,c\n1.5,2.5,0.5\n2.5,4.5,1.5\n1.7,9.5,0.7\n2.9,3.5,5.5\n8.5,2.7,1.9\n')
    for (const columns of [[], ['--columns', 'a,b,c']]) {
      const { code, stdout } = await run(['fit', numbers, '--family', family, '--components', family === 'mixture' ? '1' : '1..1', ...columns, '--role', 'b=none'])
      expect([code, stdout]).toEqual([0, expect.stringContaining('fitted to 5 rows of a, c\n')])
    }
  })

  it('are refused by families of numbers', async () => {
    const { code, stderr } = await run(['fit', customers, '--columns', 'spend,region', '--role', 'region=category'])
    expect(code).not.toBe(0)
    expect(stderr).toContain('These columns are not numbers: region. Leave them out, or choose the mixed mixture.')
  })
})
