import { describe, expect, it } from 'vitest'
import { browserExamples, siteExample } from './examples.js'

describe('siteExample', () => {
  it('has the code and its recorded run', () => {
    const { code, recording, runsInBrowsers } = siteExample('findGroups')
    expect(code).toContain('fitGaussianMixture(oldFaithful')
    expect(recording.lines).toHaveLength(4)
    expect(runsInBrowsers).toBe(true)
  })

  it('refuses a name that is no example', () => {
    expect(() => siteExample('findGroup')).toThrow(/^an example must be one of augmentWithMixtures, .*, but it is findGroup\. Add it to examples\/src\.$/)
  })
})

describe('browserExamples', () => {
  it.each([['firstSteps', 'opens a file'], ['clusterRings', 'asks for a backend with files of its own']])('leaves out %s, which %s', name => {
    expect(browserExamples).not.toContain(name)
  })
})
