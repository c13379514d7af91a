import { expect, it } from 'vitest'
import { textWidth } from './textWidth.js'

it.each([
  ['', 0],
  ['waiting ~', 9],
  ['对数似然', 8],
  ['每行 nats', 9],
  ['é', 1],
  ['e\u0301', 1],
  ['\u0301', 0],
  ['\u200B', 0],
  ['Ａ', 2],
  ['ｶﾞ', 2],
  ['한글', 4],
  ['😀', 2],
  ['👨‍👩‍👧', 2],
  ['🇨🇳', 2],
  ['1️⃣', 2],
  ['█░', 2],
])('%j takes %i cells', (text, width) => {
  expect(textWidth(text)).toBe(width)
})
