import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MalformedCsvError, MissingValuesError, NoNumericColumnsError, openDataset, OpenOptionError, RaggedRowError, type OpenOptions } from './index.js'
import { allRows, closeAfterEach, errorOf, temporaryFolder } from './testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
let files = 0
const open = (content: string, options: OpenOptions = {}) => keep(openDataset(folder.file(`records${files++}.csv`, content), options))

describe('blank lines', () => {
  it.each<[string, string, number, unknown[][]]>([
    ['between rows', 'p,q\n1,2\n\n3,x\n\n\n5,6\n\n', 3, [[1, '2'], [3, 'x'], [5, '6']]],
    ['below the names, with returns', 'p;q\r\n\r\n1,5;2\r\n3;4\r\n', 1, [[1.5, 2], [3, 4]]],
    ['of spaces', 'p,q\n1,2\n    \n3,4\n  \n', 1, [[1, 2], [3, 4]]],
    ['between cells set by spaces', 'p q\n1   2\n  \t\n3 4\n', 1, [[1, 2], [3, 4]]],
    ['within quotes', 'p,q\n1,"x\n\ny"\n\n3,z\n', 1, [[1, 'x\n\ny'], [3, 'z']]],
    ['beside rows of missing cells', 'p,q\n1,2\n,\n\n3,4\n', 1, [[1, 2], [null, null], [3, 4]]],
    ['in a single column, where they are missing cells', 'p\n1\n\n3\n', 0, [[1], [null], [3]]],
  ])('%s', async (_name, text, blankLines, rows) => {
    const dataset = await open(text)
    expect(await allRows(dataset)).toEqual(rows)
    expect(dataset.rows).toBe(rows.length)
    expect(dataset.dialect?.blankLines).toBe(blankLines)
  })

  it('count when a cell is named by its line', async () => {
    const error = await errorOf(MissingValuesError, (await open('p,q\n1,2\n\n\n3,\n')).readFeatures({ columns: ['p', 'q'] }))
    expect(error.columns).toEqual([{ name: 'q', missing: 1, nonFinite: 0, row: 2, line: 5 }])
    expect(await errorOf(RaggedRowError, open('p,q\n1,2\n\n3\n'))).toMatchObject({ line: 4, expected: 2, found: 1 })
  })
})

describe('quotes behind backslashes', () => {
  it.each<[string, string, unknown[][]]>([
    ['as MySQL writes them', '"a","say \\"hi\\"","1.5"\n"b","c:\\\\dir\\\\","2"\n"c","x\\"",\\N\n', [['a', 'say "hi"', 1.5], ['b', 'c:\\dir\\', 2], ['c', 'x"', null]]],
    ['as pandas writes them', 'k,t,x\na,\\"go\\" now,1\nb,"so, \\"it\\" went",2\nc,5\\" pipe,3\n', [['a', '"go" now', 1], ['b', 'so, "it" went', 2], ['c', '5" pipe', 3]]],
    ['before the end of a line within quotes', 'k,x\n"a \\"b\\" \\\nc",1\n"d",2\n', [['a "b" \nc', 1], ['d', 2]]],
    ['beside backslashes before other letters', 'k,x\n"\\d \\"e\\"",1\n"\\t",2\n', [['\\d "e"', 1], ['\\t', 2]]],
    ['with returns and names in quotes', '"the \\"k\\"";"x"\r\n"p;\\"q\\"";"1,5"\r\n"r";"2"\r\n', [['p;"q"', 1.5], ['r', 2]]],
  ])('%s', async (_name, text, rows) => {
    const dataset = await open(text)
    expect(await allRows(dataset)).toEqual(rows)
    expect(dataset.dialect?.escape).toMatchObject({ value: 'backslash', source: 'guessed', alternatives: ['doubled'] })
    const path = join(folder.path, 'doubled.csv')
    await dataset.writeWithColumns(path, { format: 'csv', columns: [] })
    expect(readFileSync(path, 'utf8')).not.toContain('\\"')
  })

  it('are read only where doubled quotes do not fit', async () => {
    const folders = await open('k,x\n"c:\\a\\",1\n"c:\\b\\",2\n')
    expect(await allRows(folders)).toEqual([['c:\\a\\', 1], ['c:\\b\\', 2]])
    expect(folders.dialect?.escape).toMatchObject({ value: 'doubled', source: 'guessed' })
    const both = await errorOf(MalformedCsvError, open('k,x\n"a \\"b\\"",1\n"c ""d""",2\n'))
    expect(both).toMatchObject({ line: 2, fault: 'text-after-quote' })
  })

  it('are the caller\'s to choose', async () => {
    const text = 'k,x\n\\"a\\",1\nb,2\n'
    expect(await allRows(await open(text))).toEqual([['\\"a\\"', 1], ['b', 2]])
    const dataset = await open(text, { escape: 'backslash' })
    expect(await allRows(dataset)).toEqual([['"a"', 1], ['b', 2]])
    expect(dataset.dialect?.escape).toMatchObject({ value: 'backslash', source: 'given' })
    await errorOf(MalformedCsvError, open('k,x\n"a \\"b\\"",1\n', { escape: 'doubled' }))
    const error = await errorOf(OpenOptionError, open(text, { escape: 'doubled', quote: '' }))
    expect(error.message).toBe("The option escape must be left out where the option quote is '', but it is \"doubled\". Correct it, or leave it out: then the file decides.")
  })
})

it('takes off the spaces around quotes', async () => {
  expect(await allRows(await open('k,x\n1,  "a, b" \n2, "c"\n3,d\n'))).toEqual([[1, 'a, b'], [2, 'c'], [3, 'd']])
})

it('names the options of the layout where no column is numbers', async () => {
  const error = await errorOf(NoNumericColumnsError, (await open('k,t\na,b\nc,d\n')).readFeatures())
  expect(error.message).toContain('If the names are wrong, say how the lines are cut with the options delimiter, quote, skipRows and header.')
})
