import type { Plugin } from 'chart.js'
import { chartFont } from './chartColours.js'
import { spread } from './spread.js'

const lineHeight = 12
/** From the chart's edge to a label, px; the largest point reaches over the edge by 6. */
const distance = 10

/**
 * Writes a dataset's `label` to the right of the chart, at the height of its last point, in the order of those
 * heights; the chart's right padding must leave room for them. Where the chart is too low for all labels, those of
 * the earliest datasets are left out.
 */
export const endLabels: Plugin<'line'> = {
  id: 'endLabels',
  afterDatasetsDraw(chart) {
    const { ctx, chartArea, width, data } = chart
    const lines = 1 + Math.floor((chartArea.bottom - chartArea.top) / lineHeight)
    const labels = data.datasets
      .flatMap(({ label, borderColor }, index) => {
        const last = chart.getDatasetMeta(index).data.at(-1)
        // Line colours may carry an opacity, which is not for text.
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
