import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  AmbiguousNumbersError, ColumnConversionError, ColumnNotNumericError, openDataset, OpenOptionError, RaggedRowError, UnknownColumnError,
  type OpenOptions,
} from './index.js'
import { allRows, closeAfterEach, errorOf, temporaryFolder, typesOf } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
let files = 0
const write = (content: string | Uint8Array, name = `table${files++}.csv`): string => {
  mkdirSync(dirname(join(folder.path, name)), { recursive: true })
  return folder.file(name, content)
}
const open = (content: string | Uint8Array, options: OpenOptions = {}, name?: string) => keep(openDataset(write(content, name), options))
const rowsOf = async (content: string | Uint8Array, options: OpenOptions = {}, name?: string) => allRows(await open(content, options, name))

describe('the named file and no other', () => {
  it.each(['set[12].csv', 'set*.csv', 'what?.csv', "it's \"here\" [a-z].csv", 'back\\sl[a]sh.csv', '表 (1).csv', 'kind=3/[x]/rows.csv', '{a,b}.csv'])('%s', async name => {
    for (const other of ['set1.csv', 'set2.csv', 'whatx.csv', 'kind=3/x/rows.csv', 'a.csv']) write('p,q\n900,901\n902,903\n', other)
    const dataset = await open('p,q\n1,2\n3,4.5\n', {}, name)
    expect(dataset.columns.map(column => column.name)).toEqual(['p', 'q'])
    expect(await allRows(dataset)).toEqual([[1, 2], [3, 4.5]])
    const path = join(folder.path, 'of[this]*.parquet')
    await dataset.writeWithColumns(path, { format: 'parquet', columns: [] })
    expect(await allRows(await keep(openDataset(path)))).toEqual([[1, 2], [3, 4.5]])
  })
})

describe('numbers, by all cells of their column', () => {
  it.each<[string, string, unknown[]]>([
    ['thousands by comma, settled by a longer cell', 'n\tx\na\t"2,750"\nb\t"3,100,200"\nc\t15\n', [2750, 3100200, 15]],
    ['lakhs', 'n;x\na;12,34,567\nb;1,00,000\nc;999\n', [1234567, 100000, 999]],
    ['German', 'n;x\na;1.234,5\nb;22.345,75\nc;-7,25\n', [1234.5, 22345.75, -7.25]],
    ['Swiss', "n;x\na;1'234.50\nb;12’345\nc;-7\n", [1234.5, 12345, -7]],
    ['French', 'n;x\na;1 234,5\nb;12\u00A0345,25\nc;1\u202F000\n', [1234.5, 12345.25, 1000]],
    ['exponents and signs', 'n;x\na;+5\nb;-1.5E-3\nc;2e4\n', [5, -0.0015, 20000]],
    ['a minus sign', 'n;x\na;\u22125,5\nb;6,5\nc;7\n', [-5.5, 6.5, 7]],
    ['Excel errors and points', 'n;x\na;#DIV/0!\nb;.\nc;2.5\n', [null, null, 2.5]],
    ['no zero before a decimal comma', 'n;x\na;,75\nb;-,5\nc;12,25\n', [0.75, -0.5, 12.25]],
    ['exponents of codes beside decimals', 'n;x\na;25E3\nb;7.5\nc;2\n', [25000, 7.5, 2]],
    ['exponents of codes with a sign', 'n;x\na;25E+3\nb;12e-1\nc;2\n', [25000, 1.2, 2]],
    ['an address among thousands', 'n;x\na;10.100.200.250\nb;7.500.000\nc;2\n', [10100200250, 7500000, 2]],
    ['addresses', 'n;x\na;172.160.100.254\nb;172.160.100.253\n', ['172.160.100.254', '172.160.100.253']],
    ['infinities', 'n;x\na;inf\nb;-Infinity\nc;2.5\n', ['Infinity', '-Infinity', 2.5]],
  ])('%s', async (_name, text, values) => {
    expect((await rowsOf(text)).map(([, value]) => value)).toEqual(values)
  })

  it('rounds no integer with signs between thousands, and none with zeros before it', async () => {
    const grouped = await open('n;x\na;12,345,678,901,234,567\nb;1,234,567\nc;2,345,678\n')
    expect(await grouped.readColumn('x')).toEqual(['12,345,678,901,234,567', '1,234,567', '2,345,678'])
    expect(grouped.dialect?.columns[1].note).toMatchObject({ code: 'words-among-numbers', fields: { line: 2 } })
    const zeros = 'n;x\na;000012345678901234567890\nb;007\n'
    expect((await rowsOf(zeros)).map(([, value]) => value)).toEqual(['000012345678901234567890', '007'])
    expect((await rowsOf(zeros, { types: { x: 'number' } })).map(([, value]) => value)).toEqual([Number('12345678901234567890'), 7])
  })

  it('decides triples by the other columns, and says so', async () => {
    const dataset = await open('k;pop;rate\na;7.401;2,25\nb;310.002;13,5\n')
    expect(await allRows(dataset)).toEqual([['a', 7401, 2.25], ['b', 310002, 13.5]])
    expect(dataset.dialect?.columns[1]).toMatchObject({ decimal: ',', thousands: '.', note: { code: 'thousands-by-column', fields: { witness: 'rate' } } })
    expect(await rowsOf('k;a;b\nx;7,401;2.75\ny;8,250;13.125\n')).toEqual([['x', 7401, 2.75], ['y', 8250, 13.125]])
  })

  it('reads points as decimals where commas separate the cells', async () => {
    const dataset = await open('a,b\n1.125,x\n9.250,y\n')
    expect(await dataset.readColumn('a')).toEqual([1.125, 9.25])
    expect(dataset.dialect?.columns[0].note?.code).toBe('decimal-by-delimiter')
  })

  it('refuses features where two readings remain, until one is chosen', async () => {
    const path = write('k\tpop\tw\na\t7,401\t1\nb\t310,002\t2\n', 'two.tsv')
    const dataset = await keep(openDataset(path))
    expect(typesOf(dataset)).toEqual({ k: 'text', pop: 'text', w: 'number' })
    const message = 'Column "pop" can be read in two ways: "7,401" (line 2) is 7401 if "," sets off thousands, and 7.401 if it sets off decimals. ' +
      "Say which: thousands: ',' or decimal: ',' for this column, or type: 'text'."
    const error = await errorOf(AmbiguousNumbersError, dataset.readFeatures())
    expect(error).toMatchObject({ code: 'ambiguous-numbers', column: 'pop', cell: '7,401', row: 1, sign: ',', asDecimal: '7.401', asThousands: '7401' })
    expect(error.message).toBe(message)
    expect((await dataset.readFeatures({ columns: ['w'] })).samples.rows).toBe(2)
    await errorOf(AmbiguousNumbersError, openDataset(path, { types: { pop: 'number' } }))
    const choose = async (options: OpenOptions) => (await keep(openDataset(path, options))).readColumn('pop')
    expect(await choose({ columns: { pop: { thousands: ',' } } })).toEqual([7401, 310002])
    expect(await choose({ columns: { pop: { decimal: ',' } } })).toEqual([7.401, 310.002])
    expect(await choose({ decimal: '.', thousands: ',' })).toEqual([7401, 310002])
    expect((await (await keep(openDataset(path, { types: { pop: 'text' } }))).readFeatures()).columnNames).toEqual(['w'])
  })

  it('decides by the rest of the file what the caller calls numbers, too', async () => {
    const dataset = await open('k;pop;rate\na;5.120;0,75\nb;88.004;1,5\n', { types: { pop: 'number' } })
    expect(await dataset.readColumn('pop')).toEqual([5120, 88004])
    expect(dataset.dialect?.columns[1].note?.code).toBe('thousands-by-column')
    expect(await rowsOf('a,b\n3.125,x\n4.250,y\n', { types: { a: 'number' } })).toEqual([[3.125, 'x'], [4.25, 'y']])
  })

  it.each([
    ['leading-zeros', 'k,x\na,0042\nb,7\n', '0042'],
    ['mixed-signs', 'k;x\na;1.5\nb;2,25\n', '1.5'],
    ['words-among-numbers', 'k,x\na,1.5\nb,2.5\nc,bad\n', 'bad'],
    ['signs-around', 'k,x\na,12.5%\nb,3%\n', '12.5%'],
    ['code-or-exponent', 'k,x\na,38E2\nb,4471\n', '38E2'],
    ['time-or-version', 'k;t;x\na;8.45;1,5\nb;17.05;2,75\n', '8.45'],
  ])('keeps text with a note: %s', async (code, text, cell) => {
    const dataset = await open(text)
    expect(dataset.columns[1].type).not.toBe('number')
    const { note } = dataset.dialect!.columns[1]
    expect(note).toMatchObject({ code, fields: { cell } })
    const error = await errorOf(ColumnNotNumericError, dataset.readFeatures({ columns: [dataset.columns[1].name, 'x'] }).then(
      () => { throw new Error('read') }, error => { if (error.code === 'no-numeric-columns') throw new ColumnNotNumericError('x', 'text', note); throw error }))
    expect(error.message).toContain(note!.message)
  })

  it('takes off the signs around a number, and the zeros before it, when told', async () => {
    const text = 'p,m,z\n12.5%,"$1,250",007\n3 %,"($2,000)",010\n'
    const dataset = await open(text, { columns: { p: { type: 'number' }, m: { type: 'number', thousands: ',' }, z: { type: 'number' } } })
    expect(await allRows(dataset)).toEqual([[12.5, 1250, 7], [3, -2000, 10]])
  })

  it('takes no row of amounts in brackets for units', async () => {
    expect(await rowsOf('m\n"($2,000)"\n"$1,500,000"\n', { columns: { m: { type: 'number' } } })).toEqual([[-2000], [1500000]])
  })

  it('reads decimals that begin far below any sample', async () => {
    const dataset = await open(`x;y\n${Array.from({ length: 120_000 }, (_, i) => `${i};${i}`).join('\n')}\n0,25;12,5\n`)
    expect(await dataset.readRows({ offset: 120_000, limit: 1 })).toEqual([[0.25, 12.5]])
  }, 60_000)

  it('names the first cell that does not fit the signs that it is given', async () => {
    const error = await errorOf(ColumnConversionError, openDataset(write('k;x\na;1,5\nb;2.25\n'), { columns: { x: { decimal: ',' } } }))
    expect(error).toMatchObject({ column: 'x', value: '2.25', row: 2, line: 3 })
  })
})

describe('what counts as missing', () => {
  it('is a word only among numbers, dates and booleans; text keeps it', async () => {
    const dataset = await open('land,n,d,b\nNA,1,2024-01-02,true\nDE,NA,NA,NA\nnull,3,2024-01-05,FALSE\n')
    expect(await allRows(dataset)).toEqual([['NA', 1, '2024-01-02', true], ['DE', null, null, null], ['null', 3, '2024-01-05', false]])
    expect(dataset.dialect?.columns.map(({ missing }) => missing)).toEqual([[], ['NA'], ['NA'], ['NA']])
    const path = join(folder.path, 'kept.csv')
    await dataset.writeWithColumns(path, { format: 'csv', columns: [] })
    expect(readFileSync(path, 'utf8')).toBe('land,n,d,b\nNA,1,2024-01-02,true\nDE,,NA,NA\nnull,3,2024-01-05,FALSE\n')
  })

  it('is what the caller names, per column, and the export keeps the words', async () => {
    const dataset = await open('a,b\n-999,none\n1.5,x\n', { columns: { a: { missing: ['-999'] }, b: { missing: ['none'] } } })
    expect(await allRows(dataset)).toEqual([[null, null], [1.5, 'x']])
    const path = join(folder.path, 'named.csv')
    await dataset.writeWithColumns(path, { format: 'csv', columns: [] })
    expect(readFileSync(path, 'utf8')).toBe('a,b\n,none\n1.5,x\n')
  })
})

describe('layouts', () => {
  it.each<[string, string | Uint8Array, string[], unknown[][]]>([
    ['a dialect line with a mark and returns', '\uFEFFsep=|\r\np|q\r\n1|2\r\n3|4.5\r\n', ['p', 'q'], [[1, 2], [3, 4.5]]],
    ['a mark, and names with a delimiter and a line', '\uFEFF"p; and\nmore";q\n1,5;2\n3;4\n', ['p; and\nmore', 'q'], [[1.5, 2], [3, 4]]],
    ['returns alone', 'p,q\r1,2\r3,4\r', ['p', 'q'], [[1, 2], [3, 4]]],
    ['ends of lines of every kind', 'p,q\r\n1,"a\rb"\n3,c\r5,d\n', ['p', 'q'], [[1, 'a\rb'], [3, 'c'], [5, 'd']]],
    ['comments, the last of them names', '# made by hand\n# p q\n1 2\n3  4\n', ['p', 'q'], [[1, 2], [3, 4]]],
    ['titles', 'Report of June\n\np;q\n1;2\n3;4\n', ['p', 'q'], [[1, 2], [3, 4]]],
    ['units', 'p,q,who\nm/s,[K],\n1,2,x\n3,4,x\n', ['p', 'q', 'who'], [[1, 2, 'x'], [3, 4, 'x']]],
    ['quotes of one stroke', "p,q\n'a,b',1\n'c',2\n", ['p', 'q'], [['a,b', 1], ['c', 2]]],
    ['strokes that are no quotes', "p,q\n'twas,1\nit's,2\nO'Dea,3\n", ['p', 'q'], [["'twas", 1], ["it's", 2], ["O'Dea", 3]]],
    ['codes that Excel marks as text', "p,q\n'0042,1\n'0043,2\n", ['p', 'q'], [["'0042", 1], ["'0043", 2]]],
    ['a title with a comma', 'Yield, in tons\np,q,r\n1,2,3\n4,5,6\n', ['p', 'q', 'r'], [[1, 2, 3], [4, 5, 6]]],
    ['row names of R whose first row is words', 'p,q\nk,y,NA\nl,z,2\nm,z,3\n', ['row', 'p', 'q'], [['k', 'y', null], ['l', 'z', 2], ['m', 'z', 3]]],
    ['keys and values before the names', 'Unit,A7\nGain,12\n\np,q,r\n1,2,3\n4,5,6\n', ['p', 'q', 'r'], [[1, 2, 3], [4, 5, 6]]],
    ['one column of decimal commas', 'p\n17,5\n2,25\n8\n', ['p'], [[17.5], [2.25], [8]]],
    ['one column of thousands by spaces', 'p\n17 500\n2 250 000\n8\n', ['p'], [[17500], [2250000], [8]]],
    ['an index without a name', ',p,q\n7,1.5,2\n12,2.5,3\n13,4,5\n', ['row', 'p', 'q'], [[7, 1.5, 2], [12, 2.5, 3], [13, 4, 5]]],
    ['row names of R between spaces', '"p" "q"\n"one of them" 1 2.5\n"other" 3 4\n', ['row', 'p', 'q'], [['one of them', 1, 2.5], ['other', 3, 4]]],
    ['delimiters at the end of all lines', 'p;q;\n1;2;\n3;4;\n', ['p', 'q'], [[1, 2], [3, 4]]],
    ['years for names', '2001,2002,2003\n1.5,2,3\n4,5,6.5\n', ['2001', '2002', '2003'], [[1.5, 2, 3], [4, 5, 6.5]]],
    ['names given twice', 'p,p,p_1\n1,2,3\n4,5,6\n', ['p', 'p_1', 'p_1_1'], [[1, 2, 3], [4, 5, 6]]],
  ])('%s', async (_name, text, names, rows) => {
    const dataset = await open(text)
    expect(dataset.columns.map(({ name }) => name)).toEqual(names)
    expect(await allRows(dataset)).toEqual(rows)
  })

  it('keep an index without a name out of the features', async () => {
    const dataset = await open('"","p"\n"4",1.5\n"9",2.5\n"11",7\n')
    expect(dataset.columns.map(({ role }) => role)).toEqual(['identifier', 'feature'])
    expect(dataset.dialect?.remarks).toEqual(['row-names'])
  })

  it.each(['p\n1,5\n2,25\n3,75\n', 'Survey\n120,340,560\n130,350,570\n'])('refuse what may be decimals or thousands, or cells under a title: %j', async text => {
    const error = await errorOf(RaggedRowError, openDataset(write(text, 'rows.csv')))
    expect(error.message).toMatch(/^Line 2 of rows.csv has [23] cells where the first line has 1./)
  })

  it('are the caller\'s to choose', async () => {
    const text = 'skip this\n1;2,5\n3;4,5\n'
    const dataset = await open(text, { skipRows: 1, delimiter: ';', header: false, quote: '' })
    expect(await allRows(dataset)).toEqual([[1, 2.5], [3, 4.5]])
    expect(dataset.dialect).toMatchObject({ skipRows: { value: 1, source: 'given' }, delimiter: { value: ';', source: 'given' }, header: { value: false }, quote: { value: '' } })
  })

  it('that do not hold are refused by line', async () => {
    const error = await errorOf(RaggedRowError, openDataset(write('# note\np,q\n1,2\n3,4,5\n', 'later.csv')))
    expect(error.message).toBe('Line 4 of later.csv has 3 cells where line 2 has 2. Correct that line: a cell that holds the delimiter must stand in double quotes. If the file is cut wrongly, say how with the options delimiter and quote, or leave out lines before its names with skipRows.')
    await errorOf(RaggedRowError, openDataset(write(`p,q\n${'1,2,\n'.repeat(1200)}1,2,3\n`)))
  })
})

describe('encodings', () => {
  const gbk = Buffer.from([0xb3, 0xc7, 0xca, 0xd0, 0x2c, 0xc8, 0xcb, 0xbf, 0xda, 0x0a, 0xb1, 0xb1, 0xbe, 0xa9, 0x2c, 0x32, 0x31, 0x38, 0x39, 0x0a, 0xcc, 0xec, 0xbd, 0xf2, 0x2c, 0x31, 0x33, 0x36, 0x34, 0x0a])
  const text = 'größe,x\nmäßig,1.5\nklein,2\n'
  it.each<[string, Uint8Array, string, string[]]>([
    ['GBK', gbk, 'gb18030', ['城市', '人口']],
    ['Latin-1', Buffer.from(text, 'latin1'), 'windows-1252', ['größe', 'x']],
    ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le'), 'utf-16le', ['größe', 'x']],
    ['UTF-16 without', Buffer.from(text, 'utf16le'), 'utf-16le', ['größe', 'x']],
    ['UTF-16 without, with a character whose small byte is zero', Buffer.from(text.replace('größe', '一组'), 'utf16le'), 'utf-16le', ['一组', 'x']],
    ['UTF-16, large end first', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), 'utf-16be', ['größe', 'x']],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), 'utf-8', ['größe', 'x']],
  ])('%s', async (_name, bytes, encoding, names) => {
    const dataset = await open(bytes)
    expect(dataset.dialect?.encoding.value).toBe(encoding)
    expect(dataset.columns.map(({ name }) => name)).toEqual(names)
    expect(typesOf(dataset)[names[1]]).toBe('number')
  })

  it('is never one that lacks a byte of the text', async () => {
    const cyrillic = Buffer.from([0xf1, 0xe5, 0xeb, 0xee, 0x3b, 0x78, 10, 0xc2, 0xee, 0xeb, 0xe3, 0xe0, 0x3b, 0x34, 0x2c, 0x35, 10, 0xce, 0xea, 0xe0, 0x3b, 0x37, 0x2c, 0x35, 10])
    const guessed = await open(cyrillic)
    expect(guessed.dialect?.encoding.source).toBe('guessed')
    expect(await guessed.readColumn('x')).toEqual([4.5, 7.5])
    expect((await open(cyrillic, { encoding: 'windows-1251' })).columns.map(({ name }) => name)).toEqual(['село', 'x'])
  })

  it('may be given', async () => {
    const dataset = await open(Buffer.from('имя,x\nа,1\n').map(byte => byte), { encoding: 'utf-8' })
    expect(dataset.dialect?.encoding).toMatchObject({ value: 'utf-8', source: 'given' })
    const error = await errorOf(OpenOptionError, openDataset(write('a\n1\n'), { encoding: 'klingon' }))
    expect(error.message).toBe('The option encoding must be a label of the Encoding Standard, such as utf-8, gb18030 or windows-1252, but it is "klingon". Correct it, or leave it out: then the file decides.')
    await errorOf(UnknownColumnError, openDataset(write('a\n1\n'), { columns: { b: { type: 'text' } } }))
  })
})

it('opens 600 columns, each decided by its own cells', async () => {
  const names = Array.from({ length: 600 }, (_, j) => `v${j}`)
  const line = (row: number): string => names.map((_, j) => (j % 3 === 0 ? `${row + j},5` : j % 3 === 1 ? `w${(row * j) % 4}` : String(row * j))).join(';')
  const dataset = await open(`${names.join(';')}\n${Array.from({ length: 50 }, (_, row) => line(row)).join('\n')}\n`)
  expect(dataset.columns.map(({ type }) => type)).toEqual(names.map((_, j) => (j % 3 === 1 ? 'category' : 'number')))
  expect(dataset.columns[3]).toMatchObject({ minimum: 3.5, maximum: 52.5, mean: 28, distinct: 50, role: 'feature' })
}, 60_000)
