import { Chart, Filler, LinearScale, LineController, LineElement, PointElement, ScatterController, Tooltip } from 'chart.js'

/** Only the parts of chart.js that Studio draws with. */
export function registerCharts(): void {
  Chart.register(ScatterController, LineController, LineElement, PointElement, LinearScale, Tooltip, Filler)
}
