import { expect, it } from 'vitest'
import { withFormulas } from './withFormulas.js'

it('fences formulas, and keeps their indentation to each other', () => {
  expect(withFormulas('The density:\n\n  p(x) = Σ_k w_k\n    N(x)\n\nof every row.')).toBe('The density:\n\n```text\np(x) = Σ_k w_k\n  N(x)\n```\n\nof every row.')
})

it('leaves lists and paragraphs alone', () => {
  for (const text of ['One.\n\nTwo\n  three.', 'Steps:\n\n  1. First.\n  2. Second.', 'a\n- b\n  c']) expect(withFormulas(text)).toBe(text)
})
