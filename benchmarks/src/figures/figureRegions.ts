/** A region of a document that is generated from results; do not edit the text between its marks. */
const region = /(<!-- figures: (?<name>[\w-]+) -->\n)(?<body>[^]*?)(\n?<!-- \/figures -->)/g

/** Names of the regions in a document, in order. */
export function regionNames(document: string): readonly string[] {
  return [...document.matchAll(region)].map(match => match.groups!.name!)
}

/**
 * The document with the body of each region replaced by the result of `render`.
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
