import { completeSource } from '../statistics/completeSource.js'
import type { StatisticsSource } from '../statistics/statisticsSource.js'
import type { FitData } from './fitData.js'
import type { AcceptedFitOptions } from './fitOptions.js'
import type { RunTask } from './searchStarts.js'

/** The rows of a task: all rows for 'fit', the drawn rows for 'short-run', and more drawn rows for each heat. Each heat draws once. */
export async function taskSources(
  { source, drawn, random }: FitData,
  { kernels, threads }: Pick<AcceptedFitOptions, 'kernels' | 'threads'>,
  { heats, starts }: { readonly heats: readonly number[]; readonly starts: number },
): Promise<(task: RunTask) => Promise<StatisticsSource>> {
  // If the drawn rows are all rows, they are the source itself, and a fit can continue a short run.
  const drawnSource = drawn.source === source ? source : await completeSource(drawn.samples, { ...drawn, kernels, threads })
  const heatSources = new Map<number, Promise<StatisticsSource>>()
  const heatSource = async (heat: number): Promise<StatisticsSource> => {
    if (heats[heat] === drawn.samples.rows) return drawnSource
    const more = await source.draw(heats[heat], random.fork(starts + 1 + heat))
    return completeSource(more.samples, { ...more, kernels, threads })
  }
  return async ({ phase, heat = 0 }) => {
    if (phase !== 'heat') return phase === 'fit' ? source : drawnSource
    if (!heatSources.has(heat)) heatSources.set(heat, heatSource(heat))
    return heatSources.get(heat)!
  }
}
