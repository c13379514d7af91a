import { expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run, file } = workplace()

const shown = `old-faithful.csv: 272 rows, 2 columns
read as utf-8, cells separated by ","

column     type    role     missing  distinct  minimum     mean  maximum
eruptions  number  feature        0       126      1.6  3.48778      5.1
waiting    number  feature        0        51       43  70.8971       96
`

it('shows the columns of a file', async () => {
  expect(await run(['describe', 'old-faithful.csv'])).toEqual({ code: 0, stdout: shown, stderr: '' })
})

it('reads NDJSON from a pipe, and answers in JSON', async () => {
  const { code, stdout } = await run(['describe', '--json'], { input: '{"x":1.5,"y":"a"}\n{"x":2,"y":"b"}\n' })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ format: 'json', rows: 2, columns: [{ name: 'x', type: 'number', mean: 1.75 }, { name: 'y' }] })
})

it('reads a file as it is told to', async () => {
  const args = ['describe', '--delimiter', 'tab', '--decimal', ',', '--no-header', '--json']
  const { stdout } = await run(args, { input: '1,5\t2\n2,5\t4\n' })
  expect(JSON.parse(stdout)).toMatchObject({ rows: 2, columns: [{ mean: 2 }, { mean: 3 }] })
})

it('speaks Chinese, in columns that stand one below the other', async () => {
  const { stdout } = await run(['describe', '-'], { input: 'a,b\n1,2\n3,5\n', env: { LC_ALL: 'zh_CN.UTF-8' } })
  expect(stdout).toContain('stdin.csv：2 行，2 列\n')
  expect(stdout).toContain('列  类型  角色')
  expect(stdout).toContain('a   数')
})

it.each([
  [['describe', 'absent.csv'], 3, /^mixtura: .*absent\.csv.*\n$/],
  [['describe', 'a.csv', 'b.csv'], 2, /^mixtura: mixtura describe takes \[FILE\], but it got 2 names\. Put names with spaces in quotes\.\n$/],
  [['describe', 'empty.csv'], 3, /^mixtura: empty\.csv is empty.*\n$/],
  [['describe', 'old-faithful.csv', '--decimal', ';'], 2, /^mixtura: .*decimal.*\n$/],
  [['descibe'], 2, /^mixtura: There is no command descibe\. Did you mean describe\?\n$/],
  [['describe', '--lang', 'fr'], 2, /^mixtura: There are no texts in the language fr\. Write --lang en or --lang zh\.\n$/],
])('refuses %j', async (args, code, message) => {
  file('empty.csv', '')
  const ended = await run(args)
  expect(ended).toMatchObject({ code, stdout: '' })
  expect(ended.stderr).toMatch(message)
})
