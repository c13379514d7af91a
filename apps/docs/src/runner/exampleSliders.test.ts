import { expect, it } from 'vitest'
import { slidersOf, withSliders } from './exampleSliders.js'

const code = "import x from 'y'\nconst components = 2 // try 1 to 6\nconst share = 0.25 // try 0 to 0.5 by 0.05\nconst other = 3 // three\n"

it('slidersOf reads the lines that invite to try', () => {
  expect(slidersOf(code)).toEqual([
    { name: 'components', value: 2, minimum: 1, maximum: 6, step: 1 },
    { name: 'share', value: 0.25, minimum: 0, maximum: 0.5, step: 0.05 },
  ])
})

it('withSliders takes the numbers of the reader', () => {
  expect(withSliders(code)).toBe(
    "import x from 'y'\nconst components = globalThis.exampleSliders?.components ?? 2\nconst share = globalThis.exampleSliders?.share ?? 0.25\nconst other = 3 // three\n",
  )
})
