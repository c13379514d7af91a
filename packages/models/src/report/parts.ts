import { markup, type Markup } from './markup.js'

/** A part of a page under a heading. */
export const section = (title: string, body: Markup): Markup => markup`<section><h2>${title}</h2>${body}</section>\n`

export const figureOf = (drawing: Markup, caption: Markup | string): Markup => markup`<figure>${drawing}<figcaption>${caption}</figcaption></figure>`

/** A table; without headings if there are none. */
export const tableOf = (headings: readonly string[], rows: readonly Markup[]): Markup =>
  markup`<div class="wide" tabindex="0"><table>${headings.length > 0 ? markup`<thead><tr>${headings.map(heading => markup`<th scope="col">${heading}</th>`)}</tr></thead>` : ''}<tbody>${rows}</tbody></table></div>`

/** A table of names and values. */
export const pairs = (rows: readonly (readonly [string, string])[]): Markup => tableOf([], rows.map(([name, value]) => markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>`))

export const cellOf = (text: string, isNumber: boolean): Markup => markup`<td${isNumber ? markup` class="number"` : ''}>${text}</td>`
