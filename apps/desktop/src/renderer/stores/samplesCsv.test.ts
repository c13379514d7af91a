import { expect, it } from 'vitest'
import { samplesCsv } from './samplesCsv.js'

it('writes samples with the names of their groups, and quotes what needs it', () => {
  const samples = { values: Float64Array.of(1.5, -2, 1e-9, 4), labels: Uint16Array.of(1, 0) }
  expect(samplesCsv(samples, ['a', 'b, "c"'], { nameOf: label => ['rot, gelb', 'x'][label]! })).toBe('a,"b, ""c""",group\n1.5,-2,x\n1e-9,4,"rot, gelb"\n')
})

it('needs no groups, and takes no name of a column', () => {
  expect(samplesCsv({ values: Float64Array.of(1), labels: new Uint16Array(0) }, ['a'], { nameOf: String })).toBe('a\n1\n')
  expect(samplesCsv({ values: Float64Array.of(1), labels: Uint16Array.of(0) }, ['group'], { nameOf: () => 'g' })).toBe('group,group_\n1,g\n')
})

it('writes levels by their names', () => {
  expect(samplesCsv({ values: Float64Array.of(1.5, 1, 2, 0), labels: new Uint16Array(0) }, ['a', 'size'], { nameOf: String, levels: [null, ['small', 'large, wide']] }))
    .toBe('a,size\n1.5,"large, wide"\n2,small\n')
})
