import { expect, it } from 'vitest'
import { loadModel, modelFamilies, modelFamily } from './catalogue.js'
import { outputOf, startChild, testingFile } from './testing/child.js'
import { en } from './texts/en.js'
import { zh } from './texts/zh.js'

it('has families of different kinds, each with a name in both languages', () => {
  const kinds = modelFamilies.map(({ kind }) => kind)
  expect(new Set(kinds).size).toBe(kinds.length)
  expect(Object.keys(en.families).sort()).toEqual([...kinds].sort())
})

it('has the same keys and placeholders in both languages, and no empty text', () => {
  const shape = (texts: object): unknown =>
    Object.fromEntries(
      Object.entries(texts).map(([key, text]: [string, unknown]) => {
        if (typeof text === 'string') return [key, Array.from(text.matchAll(/\{(\w+)/g), ([, name]) => name).sort()]
        return [key, Array.isArray(text) ? 'list' : shape(text as object)]
      }),
    )
  expect(shape(zh)).toEqual(shape(en))
  const texts = (part: unknown): string[] => (typeof part === 'string' ? [part] : Object.values(part as object).flatMap(texts))
  // Numbers without a unit show none, and neither do deviances, whose unit windows know by its key.
  for (const language of [en, zh]) {
    const { '': none, deviance, ...units } = language.units
    expect([none, deviance]).toEqual(['', ''])
    expect(texts({ ...language, units }).filter(text => text.trim() === '')).toEqual([])
  }
})

it('names the families if there is none of a kind', () => {
  const kinds = modelFamilies.map(({ kind }) => kind).join(', ')
  expect(() => modelFamily('forest')).toThrow(`option kind must be one of ${kinds}, but it is 'forest'. Pass the kind of a family of modelFamilies.`)
})

it('refuses bytes that are no model file', () => {
  expect(() => loadModel(new Uint8Array(40))).toThrow("checkpoint: signature must be 'MIXTCKPT', but it is '????????'.")
})

it('lists families and their options without loading TensorFlow.js', async () => {
  expect(JSON.parse(await outputOf(startChild(testingFile('listedFamilies.ts'), [])))).toEqual({ families: modelFamilies.length, tensorflow: [] })
})
