import { familyTexts, modelFamilies, type FitProgress } from '@mixtura/models'
import { describe, expect, it } from 'vitest'
import { progressText, statusLine } from './progressLine.js'

const progress: FitProgress = {
  phase: 'fit',
  step: 250,
  steps: 1000,
  places: [{ name: 'start', at: 2, of: 8 }],
  metrics: [{ name: 'meanLogLikelihood', unit: 'natsPerRow', steps: [249, 250], values: [-4.2, -4.1553789] }],
  picture: null,
}
const english = familyTexts(modelFamilies[0], 'en')
const chinese = familyTexts(modelFamilies[0], 'zh')

describe('progressText', () => {
  it('shows phase, bar, places and the last values', () => {
    expect(progressText(progress, english, 100)).toBe('Fitting all rows  █████░░░░░░░░░░░░░░░ 250/1000  Start 2/8  Log-likelihood -4.15538')
  })

  it('shows no bar where the number of steps is not known', () => {
    expect(progressText({ ...progress, steps: null, metrics: [] }, english, 100)).toBe('Fitting all rows  250  Start 2/8')
  })

  it('leaves out what does not fit into the line; a Chinese character takes two cells', () => {
    // Five characters in 10 cells, two spaces, and a bar with its numbers of 29 cells.
    expect(progressText(progress, chinese, 42)).toBe('拟合所有行  █████░░░░░░░░░░░░░░░ 250/1000')
    expect(progressText(progress, chinese, 41)).toBe('拟合所有行')
  })
})

it('clears a line only if one is shown', () => {
  const written: string[] = []
  const line = statusLine({ write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream)
  line.clear()
  line.show('a')
  line.clear()
  line.clear()
  expect(written).toEqual(['\r\u001b[Ka', '\r\u001b[K'])
})
