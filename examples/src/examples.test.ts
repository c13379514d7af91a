import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exampleCode, exampleNames, readRecording } from './running/recordedRuns.js'
import { runInNode } from './running/runInNode.js'
import { iris, species } from './samples/iris.js'
import { oldFaithful } from './samples/oldFaithful.js'

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('examples', () => {
  it.each(exampleNames)('%s prints what was recorded', async name => {
    expect((await runInNode(name)).lines).toEqual(readRecording(name).lines)
  })

  it('have a recording each, and no recording has lost its example', () => {
    const recorded = readdirSync(new URL('../recorded/', import.meta.url)).map(file => file.slice(0, -'.json'.length))
    expect(recorded.sort()).toEqual(exampleNames)
  })

  it('firstSteps is the code of the README', () => expect(text('../../README.md')).toContain(exampleCode('firstSteps')))
})

describe('samples of examples that run in browsers', () => {
  const cells = (file: string): string[][] =>
    text(`../../packages/data/samples/${file}`).trimEnd().split('\n').slice(1).map(line => line.split(','))

  it('are the rows of old-faithful.csv', () => expect(oldFaithful).toEqual(cells('old-faithful.csv').map(row => row.map(Number))))

  it('are the rows of iris.csv', () => {
    expect(iris).toEqual(cells('iris.csv').map(row => row.slice(0, 4).map(Number)))
    expect(species).toEqual(cells('iris.csv').map(row => row[4]))
  })
})
