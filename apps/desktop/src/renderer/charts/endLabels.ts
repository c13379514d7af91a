import type { Plugin } from 'chart.js'
import { chartColours, chartFont } from './chartColours.js'

/** Places to try for a label, px from its point; one that is taken by another label is skipped. */
const places = [-5, 15, -18, 28]
const lineHeight = 12

/** Writes a dataset's `label` beside its last point, later datasets first; where there is no room it stays silent. */
export const endLabels: Plugin<'line'> = {
  id: 'endLabels',
  afterDatasetsDraw(chart) {
    const { ctx, chartArea } = chart
    const taken: number[] = []
    ctx.save()
    ctx.font = `${chartFont.size}px ${chartFont.family}`
    ctx.textAlign = 'right'
    ctx.textBaseline = 'bottom'
    ctx.lineWidth = 3
    ctx.lineJoin = 'round'
    ctx.strokeStyle = chartColours().surface // a halo keeps the text apart from lines
    for (let index = chart.data.datasets.length - 1; index >= 0; index--) {
      const dataset = chart.data.datasets[index]!
      const last = chart.getDatasetMeta(index).data.at(-1)
      if (!last || !dataset.label) continue
      const { x, y } = last.getProps(['x', 'y'], true)
      const place = places
        .map(offset => y + offset)
        .find(bottom => bottom > chartArea.top + lineHeight && bottom < chartArea.bottom && taken.every(other => Math.abs(other - bottom) >= lineHeight))
      if (place === undefined) continue
      taken.push(place)
      const width = ctx.measureText(dataset.label).width
      const right = Math.max(chartArea.left + width + 4, Math.min(x, chartArea.right - 2))
      ctx.fillStyle = String(dataset.borderColor).slice(0, '#rrggbb'.length)
      ctx.strokeText(dataset.label, right, place)
      ctx.fillText(dataset.label, right, place)
    }
    ctx.restore()
  },
}
