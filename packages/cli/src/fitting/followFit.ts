import { familyTexts, OwnUnits, type FitControl, type FitProgress, type ModelFamily, type TableFacts } from '@mixtura/models'
import { isGiven } from '../arguments/readArguments.js'
import type { Invocation } from '../commands/command.js'
import { progressText, statusLine } from '../terminal/progressLine.js'

/** A fit that is followed. */
export interface FollowedFit {
  readonly onProgress: NonNullable<FitControl['onProgress']>
  /** Whether the fit was asked to stop. */
  wasStopped(): boolean
  /** Clears what is shown of the progress. */
  end(): void
}

/** Shows the progress of a fit: a line on a terminal, or objects with `--json`. Stops the fit after Ctrl-C. */
export function followFit({ args, host, language, interrupts }: Invocation, family: ModelFamily, table: TableFacts): FollowedFit {
  const words = familyTexts(family, language)
  const isJson = isGiven(args, 'json')
  const line = !isJson && !isGiven(args, 'quiet') && host.stderr.isTTY ? statusLine(host.stderr) : undefined
  const units = new OwnUnits(table)
  let stopped = false
  return {
    onProgress(scaled) {
      const progress = { ...scaled, metrics: scaled.metrics.map(metric => ({ ...metric, values: metric.values.map(value => units.number(value, metric.unit)) })) }
      if (isJson && !isGiven(args, 'quiet')) host.stdout.write(`${JSON.stringify(progressEvent(progress))}\n`)
      line?.show(progressText(progress, words, host.stderr.columns || 80))
      if (!interrupts.isRequested()) return undefined
      stopped = true
      return 'stop'
    },
    wasStopped: () => stopped,
    end: () => line?.clear(),
  }
}

/** Progress without its picture, and with the last value of each metric. */
function progressEvent({ phase, step, steps, places, metrics }: FitProgress): object {
  const latest = metrics.flatMap(({ name, values }) => (values.length ? [[name, values.at(-1)!] as const] : []))
  return { event: 'progress', phase, step, steps, places, metrics: Object.fromEntries(latest) }
}
