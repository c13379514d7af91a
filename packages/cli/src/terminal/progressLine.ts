import { shownNumber, type FitProgress, type Texts } from '@mixtura/models'
import { textWidth } from './textWidth.js'

const barWidth = 20

/** Where a fit stands, in one line that fits into `width` cells: phase, bar, places, and the last value of each metric. */
export function progressText({ phase, step, steps, places, metrics }: FitProgress, words: Texts, width: number): string {
  const parts = [
    words.phases[phase],
    steps === null ? (step > 0 ? String(step) : '') : `${bar(step / steps)} ${step}/${steps}`,
    ...places.map(({ name, at, of }) => `${words.places[name]} ${at}/${of}`),
    ...metrics.flatMap(({ name, values }) => (values.length ? [`${words.metrics[name]} ${shownNumber(values.at(-1)!)}`] : [])),
  ]
  const shown: string[] = []
  for (const part of parts.filter(part => part !== '')) {
    if (textWidth([...shown, part].join('  ')) >= width) break
    shown.push(part)
  }
  return shown.join('  ')
}

function bar(share: number): string {
  const full = Math.round(barWidth * Math.min(1, share))
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`
}

/** A line of a terminal that is written again and again. */
export interface StatusLine {
  show(text: string): void
  clear(): void
}

const beginningOfLine = '\r\u001b[K'

export function statusLine(stream: NodeJS.WriteStream): StatusLine {
  let isShown = false
  return {
    show(text) {
      isShown = true
      stream.write(`${beginningOfLine}${text}`)
    },
    clear() {
      if (isShown) stream.write(beginningOfLine)
      isShown = false
    },
  }
}
