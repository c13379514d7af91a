import { Chart, Filler, LinearScale, LineController, LineElement, PointElement, ScatterController, Tooltip } from 'chart.js'

/** Registers only the parts of chart.js that Studio uses. */
export function registerCharts(): void {
  Chart.register(ScatterController, LineController, LineElement, PointElement, LinearScale, Tooltip, Filler)
}
