import { Chart } from 'chart.js'
import type { ChartConfiguration } from 'chart.js'
import { onBeforeUnmount, onMounted, watch } from 'vue'
import type { Ref } from 'vue'

/**
 * Draws `configuration()` on `canvas`, once per frame at most, because reports of a fit may arrive faster than charts are drawn.
 * The chart exists from mount to unmount.
 */
export function useLineChart(
  canvas: Readonly<Ref<HTMLCanvasElement | null>>, configuration: () => ChartConfiguration<'line'>,
): void {
  let chart: Chart<'line'> | undefined // plain variable: chart.js objects must not become reactive

  onMounted(() => { if (canvas.value) chart = new Chart(canvas.value, configuration()) })
  let latest: ChartConfiguration<'line'> | undefined
  let frame = 0

  function draw(): void {
    frame = 0
    if (!chart || !latest) return
    chart.data = latest.data
    if (latest.options) chart.options = latest.options
    chart.update('none')
  }

  watch(configuration, next => {
    latest = next
    if (frame === 0) frame = requestAnimationFrame(draw)
  })
  onBeforeUnmount(() => {
    cancelAnimationFrame(frame)
    chart?.destroy()
  })
}
