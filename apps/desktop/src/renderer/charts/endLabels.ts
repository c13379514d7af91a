import type { Plugin } from 'chart.js'
import { chartFont } from './chartColours.js'
import { spread } from './spread.js'

const lineHeight = 12
/** Distance from the edge of the chart to a label, in px. The largest point extends 6 px over the edge. */
const distance = 10

/**
 * Writes the `label` of each dataset to the right of the chart, near the height of its last point and in the order of
 * these heights. The right padding of the chart must leave room for them. If the chart is too low for all labels, those
 * of the first datasets are left out.
 */
export const endLabels: Plugin<'line'> = {
  id: 'endLabels',
  afterDatasetsDraw(chart) {
    const { ctx, chartArea, width, data } = chart
    const lines = 1 + Math.floor((chartArea.bottom - chartArea.top) / lineHeight)
    const labels = data.datasets
      .flatMap(({ label, borderColor }, index) => {
        const last = chart.getDatasetMeta(index).data.at(-1)
        // A line colour may include an opacity, which text must not have.
        return last && label ? [{ label, y: last.getProps(['y'], true).y, colour: String(borderColor).slice(0, '#rrggbb'.length) }] : []
      })
      .slice(-lines)
      .sort((a, b) => a.y - b.y)
    const places = spread(labels.map(({ y }) => y), lineHeight, [chartArea.top, chartArea.bottom])
    const left = chartArea.right + distance
    ctx.save()
    ctx.font = `${chartFont.size}px ${chartFont.family}`
    ctx.textAlign = 'left'
    ctx.textBaseline = 'middle'
    labels.forEach(({ label, colour }, i) => {
      ctx.fillStyle = colour
      ctx.fillText(label, left, places[i]!, width - left)
    })
    ctx.restore()
  },
}
