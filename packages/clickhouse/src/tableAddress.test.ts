import { describe, expect, it } from 'vitest'
import { messageOf } from '../../numerics/src/testing/messageOf.js'
import { parseTableAddress, tableAddressText } from './index.js'

describe('the address of a table', () => {
  it.each([
    ['clickhouse://host/d/t', { urls: ['http://host:8123'], database: 'd', table: 't' }],
    ['clickhouses://ada@a:9000,b/d/t', { urls: ['https://a:9000', 'https://b:8443'], username: 'ada', database: 'd', table: 't' }],
    ['clickhouse://ada:p%40ss:w@host/d/big%20table', { urls: ['http://host:8123'], username: 'ada', password: 'p@ss:w', database: 'd', table: 'big table' }],
  ])('%s', (text, address) => {
    expect(parseTableAddress(text)).toEqual(address)
  })

  it('is written without its password', () => {
    expect(tableAddressText(parseTableAddress('clickhouse://ada:secret@a,b:9000/d/big%20table'))).toBe('clickhouse://ada@a,b:9000/d/big%20table')
    expect(tableAddressText(parseTableAddress('clickhouses://a:8443/d/t'))).toBe('clickhouses://a/d/t')
  })

  it.each(['http://ada:secret@host:8123', 'http://host?password=secret', 'http://host/secret', 'http://host#secret', 'secret'])('has servers without secrets: %s', async url => {
    const message = "address.urls[0] must be the address of a server, without a user, a password, a path or a query, but it is another text. Pass for example 'http://localhost:8123'."
    expect(await messageOf(() => tableAddressText({ urls: [url], database: 'd', table: 't' }))).toBe(message)
  })

  it('may have servers that end in a slash', () => {
    expect(tableAddressText({ urls: ['http://a:8123/', 'http://b:9000/'], database: 'd', table: 't' })).toBe('clickhouse://a,b:9000/d/t')
  })

  it.each([
    'clickhouse://host?password=secret/d/t', 'clickhouse://host/d/t?password=secret', 'clickhouse://ada:12/ss@host/t', 'clickhouse://ada:1/d/t@host',
    'http://host/d/t', 'clickhouse://host/t', 'clickhouse://host/d/t/x', 'clickhouse://ada:secret@/d/t', 'clickhouse://host/d/100%',
  ])('is refused without repeating it: %s', async text => {
    expect(await messageOf(() => parseTableAddress(text))).toBe(
      'This is no address of a table of ClickHouse. Write for example clickhouse://localhost/default/eruptions, or clickhouse://shard1,shard2/default/eruptions.',
    )
  })
})
