import { expect, it } from 'vitest'
import { workplace } from '../testing/mixtura.js'

const { run, file } = workplace()

const shown = `old-faithful.csv: 272 rows, 2 columns
read as utf-8, cells separated by ","

column     type    role     proposed  missing  distinct  minimum     mean  maximum
eruptions  number  feature  number          0       126      1.6  3.48778      5.1
waiting    number  feature  number          0        51       43  70.8971       96
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
  expect(stdout).toContain('列  类型  角色  建议')
  expect(stdout).toContain('a   数')
})

/** A table of which some cells are words. */
const withWords = 'age;pay\r\n31;1,5\r\nk.A.;2,5\r\n52;3,5\r\n44;n/a\r\n'

it('says of a column why it is no column of numbers, and which option makes it one', async () => {
  const { stdout } = await run(['describe', '-'], { input: withWords })
  expect(stdout).toMatch(/age: 1 of 4 cells is no number, first "k\.A\." \(line 3\)\. Correct the file, or say that they are missing: --na-values "k\.A\."\.\n$/)
  const chinese = await run(['describe', '-', '--lang', 'zh'], { input: withWords })
  expect(chinese.stdout).toContain('列“age”：4 个单元格中有 1 个不是数值，首个是“k.A.”（文件第 3 行）。请更正文件，或指明它们表示缺失：--na-values "k.A."。')
})

it('takes words for missing cells', async () => {
  const { stdout } = await run(['describe', '-', '--json', '--na-values', 'k.A., n/a'], { input: withWords })
  expect(JSON.parse(stdout)).toMatchObject({ columns: [{ type: 'number', missing: 1 }, { type: 'number', missing: 1 }] })
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
