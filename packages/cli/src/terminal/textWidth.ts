import { eastAsianWidth } from 'get-east-asian-width'

/** Cells of a terminal that a text takes: two for a Chinese character or an emoji, none for an accent of its own. */
export function textWidth(text: string): number {
  // Most texts are ASCII, and what tells others apart takes longer to load than the command may take to start.
  if (/^[ -~]*$/.test(text)) return text.length
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => clusterWidth(segment)).reduce((sum, width) => sum + width, 0)
}

/** @param cluster what a reader sees as one character. */
function clusterWidth(cluster: string): number {
  const visible = cluster.replace(/^[\p{Default_Ignorable_Code_Point}\p{Control}\p{Format}\p{Mark}\p{Surrogate}]+/u, '')
  if (visible === '') return 0
  // Flags are wide, and so is the picture of a character, for which a variation selector asks.
  if (/^\p{Regional_Indicator}{2}|\uFE0F/u.test(visible)) return 2
  // Halfwidth katakana keep their voicing marks beside them.
  const [first, ...others] = visible
  const beside = others.filter(character => character >= '\uFF00' && character <= '\uFFEF')
  return [first, ...beside].reduce((sum, character) => sum + eastAsianWidth(character.codePointAt(0)!), 0)
}
