import type { Language } from '../texts/vocabulary.js'
import { Markup, markup } from './markup.js'
import { reportStyle } from './reportStyle.js'

/** A chapter of a report. */
export interface ReportChapter {
  readonly title: string
  /** Text below the title; '' for none. */
  readonly note: string
  /** Markup of `modelReport` or `datasetReport`. */
  readonly body: string
}

/** A report as one page, with a heading and chapters. */
export interface ReportPage {
  readonly title: string
  /** Text below the title; '' for none. */
  readonly note: string
  /** A page of one chapter has its sections at once. */
  readonly chapters: readonly ReportChapter[]
  readonly language: Language
}

/** A page that stands alone: it has no script, and asks for no other file. It prints on white paper. */
export function reportPage({ title, note, chapters, language }: ReportPage): string {
  const body = chapters.map(chapter => markup`<article>${chapter.title === title ? '' : markup`<h2 class="chapter">${chapter.title}</h2>`}${chapter.note ? markup`<p>${chapter.note}</p>` : ''}${
    // Sections of a chapter are one level below its title.
    new Markup(chapter.title === title ? chapter.body : chapter.body.replaceAll('<h2>', '<h3>').replaceAll('</h2>', '</h3>'))}</article>\n`)
  return `<!doctype html>\n${markup`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${new Markup(reportStyle)}</style></head><body><main>
<h1>${title}</h1>${note ? markup`<p>${note}</p>` : ''}
${body}</main></body></html>
`.text}`
}
