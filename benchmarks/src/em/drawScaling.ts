import type { IterationReport } from './timeIterations.js'

const size = { width: 640, height: 420, left: 70, right: 150, top: 30, bottom: 50 }

/** SVG chart of the time of one iteration against the number of rows. Both axes are logarithmic, so slope 1 is linear growth. */
export function drawScaling(reports: readonly IterationReport[]): string {
  const sides = [
    { name: 'Mixtura', colour: '#0b6e4f', values: reports.map(({ mixtura }) => mixtura.milliseconds) },
    { name: 'scikit-learn', colour: '#b5541c', values: reports.flatMap(({ scikitLearn }) => (scikitLearn ? [scikitLearn.milliseconds] : [])) },
  ].filter(({ values }) => values.length === reports.length)
  const rows = reports.map(({ emCase }) => emCase.rows)
  const all = sides.flatMap(({ values }) => values)
  const x = logScale(rows, [size.left, size.width - size.right])
  const y = logScale(all, [size.height - size.bottom, size.top])
  const text = (at: readonly [number, number], content: string, rest = ''): string =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" ${rest}>${content}</text>`
  const marks = [
    ...powers(rows).map(value => `<line x1="${x(value)}" x2="${x(value)}" y1="${size.top}" y2="${size.height - size.bottom}" class="grid"/>` +
      text([x(value), size.height - size.bottom + 18], value.toLocaleString('en'), 'text-anchor="middle"')),
    ...powers(all).map(value => `<line x1="${size.left}" x2="${size.width - size.right}" y1="${y(value)}" y2="${y(value)}" class="grid"/>` +
      text([size.left - 8, y(value) + 4], value.toLocaleString('en'), 'text-anchor="end"')),
    ...sides.map(({ name, colour, values }) => {
      const points = values.map((value, i) => `${x(rows[i]!).toFixed(1)},${y(value).toFixed(1)}`)
      const end = values.at(-1)!
      return (
        `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>` +
        points.map(point => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3.5" fill="${colour}"/>`).join('') +
        text([x(rows.at(-1)!) + 8, y(end) + 4], `${name} ${end < 10 ? end.toFixed(1) : end.toFixed(0)} ms`, `fill="${colour}"`)
      )
    }),
    text([size.left, 18], 'ms per EM iteration, full, 8 columns, K = 8, 2 threads'),
    text([(size.left + size.width - size.right) / 2, size.height - 10], 'rows', 'text-anchor="middle"'),
  ]
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="system-ui, sans-serif" font-size="12">` +
    `<style>.grid { stroke: #ddd }</style><rect width="100%" height="100%" fill="white"/>${marks.join('\n')}</svg>\n`
  )
}

function logScale(values: readonly number[], [from, to]: readonly [number, number]): (value: number) => number {
  const [minimum, maximum] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))]
  return value => from + ((to - from) * (Math.log(value) - minimum)) / (maximum - minimum)
}

/** The powers of ten between the smallest and the largest value. */
function powers(values: readonly number[]): number[] {
  const exponents = values.map(value => Math.log10(value))
  const [first, last] = [Math.ceil(Math.min(...exponents) - 1e-9), Math.floor(Math.max(...exponents) + 1e-9)]
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i))
}
