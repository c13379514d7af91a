import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeOptions, modelFamilies, optionToText } from '@mixtura/models'
import { describe, expect, it } from 'vitest'
import { commands } from '../commands/commands.js'
import { en } from '../texts/en.js'
import { zh } from '../texts/zh.js'
import { familyFlags, familyOptions, flagNameOf, optionEntries } from './familyArguments.js'
import { everywhere } from './flags.js'
import { readArguments } from './readArguments.js'

describe.each(modelFamilies.map(family => [family.kind, family] as const))('options of %s', (_, family) => {
  it('are none of the command itself', () => {
    const own: readonly string[] = [...commands.fit.flags, ...everywhere]
    expect(familyFlags(family).map(({ name }) => name).filter(name => own.includes(name))).toEqual([])
  })

  it('read their defaults as they are typed', () => {
    const options = describeOptions(family.options)
    const typed = options.map(({ name, kind, default: standard }) => {
      const flag = flagNameOf(name)
      return kind === 'flag' ? `--${standard ? '' : 'no-'}${flag}` : `--${flag}=${optionToText(standard)}`
    })
    const args = readArguments(typed, familyFlags(family), en)
    expect(familyOptions(family, args, en)).toEqual(Object.fromEntries(options.map(({ name, default: standard }) => [name, standard])))
  })

  it('are explained in both languages', () => {
    const count = describeOptions(family.options).length
    for (const [language, texts] of [['en', en], ['zh', zh]] as const) {
      const entries = optionEntries(family, language, texts)
      expect(entries).toHaveLength(count)
      for (const { typed, explanation } of entries) expect(`${typed} ${explanation}`).not.toMatch(/undefined|\[object/)
    }
  })
})

it('names no family and no structure in the code', () => {
  const folder = fileURLToPath(new URL('..', import.meta.url))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const structures = modelFamilies.flatMap(({ options }) =>
    describeOptions(options).flatMap(option => (option.name.startsWith('covariance') && 'values' in option ? option.values : [])))
  const names = [...modelFamilies.map(({ kind }) => kind), ...new Set(structures)]
  expect(names.length).toBeGreaterThan(modelFamilies.length)
  for (const file of files) {
    // The moments that a pass over a cluster takes share a name with a structure, and an ability of models with a family.
    const code = readFileSync(join(folder, file), 'utf8').replaceAll(/scatter: 'full'|openModel\(invocation, 'mixture'\)/g, '')
    for (const name of names) expect(code, `${file} names ${name}`).not.toMatch(new RegExp(`['"]${name}['"]|--family ${name}\\b`))
  }
})
