/** A region of a document that is written from results: what stands between its marks is never edited by hand. */
const region = /(<!-- figures: (?<name>[\w-]+) -->\n)(?<body>[^]*?)(\n?<!-- \/figures -->)/g

/** Names of the regions in a document, in their order. */
export function regionNames(document: string): readonly string[] {
  return [...document.matchAll(region)].map(match => match.groups!.name!)
}

/**
 * The document with each region's body as `render` gives it.
 *
 * @throws {Error} if a mark has no partner.
 */
export function withFigures(document: string, render: (name: string) => string): string {
  const [opened, closed] = [count(document, '<!-- figures: '), count(document, '<!-- /figures -->')]
  const whole = regionNames(document).length
  if (opened !== whole || closed !== whole) {
    throw new Error(`${opened} marks open a region of figures and ${closed} close one, but ${whole} regions are whole. Pair <!-- figures: NAME --> with <!-- /figures -->.`)
  }
  return document.replace(region, (_match, open: string, name: string) => `${open}${render(name)}\n<!-- /figures -->`)
}

const count = (text: string, part: string): number => text.split(part).length - 1
