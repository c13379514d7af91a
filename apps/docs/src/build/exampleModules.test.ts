import { describe, expect, it } from 'vitest'
import { examplePath, siteExample } from './examples.js'
import { exampleModules, moduleFile } from './exampleModules.js'

describe('moduleFile', () => {
  it.each(['C:\\site\\examples\\src\\findGroups.ts', 'C:/site/examples/src/findGroups.ts', 'C:/site/examples/src/findGroups.ts?v=3f2a'])('is the same for %s', id => {
    expect(moduleFile(id)).toBe('C:/site/examples/src/findGroups.ts')
  })
})

describe('exampleModules', () => {
  const transform = exampleModules().transform as (code: string, id: string) => { readonly code: string } | undefined
  const { code, sliders } = siteExample('findGroups')

  it.each(['', '?v=3f2a'])('gives an example its sliders where its id ends with "%s"', query => {
    expect(sliders).not.toEqual([])
    const transformed = transform(code, `${examplePath('findGroups').replaceAll('\\', '/')}${query}`)
    expect(transformed!.code).not.toBe(code)
  })

  it('leaves other modules as they are', () => expect(transform(code, '/elsewhere/findGroups.ts')).toBeUndefined())
})
