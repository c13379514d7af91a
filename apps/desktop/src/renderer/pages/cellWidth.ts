/** Average width of a character and of an ideograph at the size of table cells, and the padding of a cell, in px. */
const characterWidth = 7.4
const ideographWidth = 13.4
const padding = 22

/** Width of a column that shows all these texts whole, in px, about. */
export function widthOfTexts(texts: readonly string[]): number {
  return Math.ceil(Math.max(0, ...texts.map(widthOfText))) + padding
}

function widthOfText(text: string): number {
  let width = 0
  for (const character of text) width += character.codePointAt(0)! >= 0x2e80 ? ideographWidth : characterWidth
  return width
}
