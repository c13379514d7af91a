import { describe, expect, it } from 'vitest'
import { MalformedJsonError, openDataset } from '../index.js'
import { allRows, closeAfterEach, errorOf, temporaryFolder } from '../testing/temporaryFolder.js'

const folder = temporaryFolder()
const keep = closeAfterEach()
let files = 0
const write = (content: string | Uint8Array): string => folder.file(`document${files++}.json`, content)

describe('documents that are tables', () => {
  it.each<[string, string | Uint8Array, string, string[], unknown[][]]>([
    ['columns', '{"p":{"0":1,"1":2},"q":{"0":"x","1":null}}', 'columns', ['p', 'q'], [[1, 'x'], [2, null]]],
    ['index', '{"4":{"p":1},"7":{"p":2.5}}', 'index', ['index', 'p'], [[4, 1], [7, 2.5]]],
    ['split', '{"columns":["p"],"index":["r","s"],"data":[[1],[3]]}', 'split', ['index', 'p'], [['r', 1], ['s', 3]]],
    ['values', '[[1,true],[2,false]]', 'values', ['column0', 'column1'], [[1, true], [2, false]]],
    ['table', '{"schema":{"fields":[]},"data":[{"p":1},{"p":2}]}', 'table', ['p'], [[1], [2]]],
    ['arrays by name', '{"p":[1,2],"q":["x","y"]}', 'columns', ['p', 'q'], [[1, 'x'], [2, 'y']]],
    ['names that differ by capitals', '[{"p":1,"P":2},{"p":3}]', 'records', ['p', 'P_1'], [[1, 2], [3, null]]],
    ['a mark', '\uFEFF{"p":1}\n{"p":2}\n', 'lines', ['p'], [[1], [2]]],
    ['UTF-16', Buffer.from('\uFEFF[{"größe":1}]', 'utf16le'), 'records', ['größe'], [[1]]],
    ['integers that a number would round', '[{"n":9007199254740995},{"n":7}]', 'records', ['n'], [['9007199254740995'], ['7']]],
    ['the infinities of Python', '[{"n":NaN},{"n":-Infinity},{"n":1}]', 'records', ['n'], [['NaN'], ['-Infinity'], [1]]],
  ])('%s', async (_name, content, orientation, names, rows) => {
    const dataset = await keep(openDataset(write(content)))
    expect(dataset.dialect?.orientation?.value).toBe(orientation)
    expect(dataset.columns.map(({ name }) => name)).toEqual(names)
    expect(await allRows(dataset)).toEqual(rows)
  })

  it('refuses what may be columns or rows, until told', async () => {
    const path = write('{"ann":{"age":31},"bob":{"age":44}}')
    const error = await errorOf(MalformedJsonError, openDataset(path))
    expect(error.reason).toBe('its objects may be columns or rows ("ann" holds "age"); say which: orientation: \'columns\' or \'index\'')
    expect(await allRows(await keep(openDataset(path, { orientation: 'index' })))).toEqual([['ann', 31], ['bob', 44]])
  })
})
