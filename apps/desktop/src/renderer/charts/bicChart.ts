import type { ChartConfiguration } from 'chart.js'
import type { Candidate, CovarianceType } from '../../contract/fit.js'
import { clusterColour } from '../theme/palette.js'
import type { Theme } from '../theme/palette.js'
import type { ChartColours } from './chartColours.js'
import { chartFont } from './chartColours.js'
import { endLabels } from './endLabels.js'
import { linearAxis } from './linearAxis.js'

export interface BicInput {
  /** The candidates, best first. */
  readonly candidates: readonly Candidate[]
  readonly types: readonly CovarianceType[]
  readonly colours: ChartColours
  readonly theme: Theme
  readonly format: (value: number) => string
  readonly nameOf: (type: CovarianceType) => string
  readonly axes: { readonly x: string; readonly y: string }
}

/** Width to the right of the chart for the name of a covariance type, in px. */
const labelRoom = 72
/** Radius of the point of the best candidate, in px. */
const largestPoint = 6

/** Plots BIC against the number of components, with one line per covariance type and a larger point for the best candidate. */
export function bicConfiguration(input: BicInput): ChartConfiguration<'line'> {
  const { candidates, types, colours, theme, format, nameOf, axes } = input
  const best = candidates[0]
  const numbers = candidates.map(({ components }) => components)
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)]
  const datasets = types.map((type, index) => {
    const line = candidates
      .filter(({ covarianceType, bic }) => covarianceType === type && bic !== null)
      .sort((a, b) => a.components - b.components)
    const isBest = line.map(candidate => candidate === best)
    const colour = types.length === 1 ? colours.accent : clusterColour(theme, index)
    return {
      data: line.map(({ components, bic }) => ({ x: components, y: bic ?? Number.NaN })),
      label: types.length === 1 ? '' : nameOf(type),
      borderColor: colour,
      borderWidth: 1.5,
      clip: largestPoint + 1.5, // the first and the last point are on the edge of the chart
      pointBackgroundColor: isBest.map(value => (value ? colour : colours.surface)),
      pointBorderColor: colour,
      pointBorderWidth: 1.5,
      pointRadius: isBest.map(value => (value ? largestPoint : 3)),
    }
  })
  return {
    type: 'line',
    data: { datasets },
    options: {
      animation: false,
      parsing: false,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', intersect: false },
      layout: { padding: { top: 8, right: types.length > 1 ? labelRoom : 16, bottom: 0, left: 4 } },
      scales: {
        x: linearAxis({ title: axes.x, colours, format, ...(least < most ? { bounds: [least, most] as const } : {}), whole: true, grid: false }),
        y: linearAxis({ title: axes.y, colours, format }),
      },
      plugins: {
        tooltip: {
          displayColors: false,
          backgroundColor: colours.text,
          titleColor: colours.surface,
          bodyColor: colours.surface,
          titleFont: chartFont,
          bodyFont: chartFont,
          callbacks: {
            title: ([item]) => `K = ${item?.parsed.x ?? ''}`,
            label: item => `${nameOf(types[item.datasetIndex]!)} · ${format(Number(item.parsed.y))}`,
          },
        },
      },
    },
    plugins: [endLabels],
  }
}
