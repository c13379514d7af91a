import { describe, expect, it } from 'vitest'
import { openDataset } from '../index.js'
import { closeAfterEach, temporaryFolder } from '../testing/temporaryFolder.js'
import { guessLegacyEncoding } from './detectEncoding.js'

const folder = temporaryFolder()
const keep = closeAfterEach()

/** Tables of three lines, in hexadecimal: encoding, bytes, first name. */
const shortTables: [string, string, string][] = [
  ['shift_jis', '93738e732c90940a90e591e42c312e350a8b9e93732c320a', '都市'],
  ['shift_jis', '82c882dc82a62c780a82b382ad82e72c312e350a8367837d83672c320a', 'なまえ'],
  ['big5', 'bfa4a5ab2c780abb4fab6e2c312e350aaae1bdac2c320a', '縣市'],
  ['macintosh', '73747261a7652c780a6c8a7566742c312e350a6b9a6c6e2c320a', 'straße'],
  ['macintosh', '8662756e672c780a80726765722c312e350a856c2c320a', 'Übung'],
  ['windows-1252', '70e274e92c780a72f46c652c312e350a676172e76f6e2c320a', 'pâté'],
  ['windows-1250', '9f649f62b36f2c780abff3b3772c312e350a9c6e6965672c320a', 'źdźbło'],
  ['windows-1251', 'eee7e5f0ee2c780ac1e0e9eae0eb2c312e350ac4eeed2c320a', 'озеро'],
  ['koi8-r', 'cfdac5d2cf2c780ae2c1cacbc1cc2c312e350ae4cfce2c320a', 'озеро'],
  ['euc-kr', 'b5b5bdc32c780ab4ebc0fc2c312e350ab1a4c1d62c320a', '도시'],
  ['euc-jp', 'c5d4bbd42c780ac0e7c2e62c312e350ab5fec5d42c320a', '都市'],
  ['windows-1252', '6865617420b0432c780a612c312e350a622c320a', 'heat °C'],
  ['windows-1252', '7820b56d2c780a612c312e350a622c320a', 'x µm'],
  ['windows-1252', '6372e86d652c780a612c312e350a622c320a', 'crème'],
]

describe('the encoding of a short text', () => {
  it.each(shortTables)('is %s, or unsure with it among the alternatives: %s', async (encoding, hex, name) => {
    const bytes = Buffer.from(hex, 'hex')
    const { value, source, alternatives } = await guessLegacyEncoding(folder.file('short.csv', bytes), false)
    const nameIn = (label: string): string => new TextDecoder(label).decode(bytes).split(',')[0]
    expect(source === 'guessed' ? [value] : [value, ...alternatives]).toContain(encoding)
    expect([value, ...alternatives].map(nameIn)).toContain(name)
  })

  it.each([
    ['shift_jis', 0], ['big5', 2], ['macintosh', 3], ['windows-1250', 6], ['windows-1252', 11], ['windows-1252', 12],
  ])('is plainly %s', async (encoding, index) => {
    const path = folder.file('plain.csv', Buffer.from(shortTables[index][1], 'hex'))
    expect(await guessLegacyEncoding(path, false)).toMatchObject({ value: encoding, source: 'guessed' })
  })

  it('says that it is a guess, and which others fit', async () => {
    const path = folder.file('unsure.csv', Buffer.from(shortTables[13][1], 'hex'))
    const dataset = await keep(openDataset(path))
    expect(dataset.dialect?.encoding).toMatchObject({
      value: 'windows-1252', source: 'unsure',
      evidence: 'it has too few characters beyond ASCII to tell: if words look wrong, name its encoding with the option encoding',
    })
    expect(dataset.dialect?.encoding.alternatives[0]).toBe('windows-1250')
    expect(await dataset.readColumn('x')).toEqual([1.5, 2])
    expect((await keep(openDataset(path, { encoding: 'windows-1250' }))).dialect?.encoding).toMatchObject({ value: 'windows-1250', source: 'given' })
  })
})

it('is certain of a long text', async () => {
  const words = 'été élève forêt château naïf où déjà garçon leçon français âge île hôtel août maïs coïncidence être même père mère'
  const text = `mot,x\n${Array.from({ length: 6 }, () => words.split(' ').map((word, row) => `${word} et la vie de la ville,${row}`).join('\n')).join('\n')}\n`
  expect(await guessLegacyEncoding(folder.file('long.csv', Buffer.from(text, 'latin1')), false)).toMatchObject({ value: 'windows-1252', source: 'guessed' })
})
