import { Chart } from 'chart.js'
import type { ChartConfiguration } from 'chart.js'
import { onBeforeUnmount, onMounted, watch } from 'vue'
import type { Ref } from 'vue'

/** Draws `configuration()` on `canvas`. The chart exists from mount to unmount. */
export function useLineChart(
  canvas: Readonly<Ref<HTMLCanvasElement | null>>, configuration: () => ChartConfiguration<'line'>,
): void {
  let chart: Chart<'line'> | undefined // plain variable: chart.js objects must not become reactive

  onMounted(() => { if (canvas.value) chart = new Chart(canvas.value, configuration()) })
  watch(configuration, ({ data, options }) => {
    if (!chart) return
    chart.data = data
    if (options) chart.options = options
    chart.update('none')
  })
  onBeforeUnmount(() => chart?.destroy())
}
