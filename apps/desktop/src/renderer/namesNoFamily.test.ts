import { covarianceTypes } from '@mixtura/core'
import { modelFamilies } from '@mixtura/models'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const source = fileURLToPath(new URL('..', import.meta.url))

/** Words that are a family's kind or the name of a structure, and something else in Studio. */
const otherMeanings = new Set(['mixture'])

/** Files of Studio that may know what they draw. Tests name families to choose them. */
const isExempt = (path: string): boolean => /^renderer[/\\](pictures|testing)[/\\]|\.test\.ts$/.test(path)

it('names no family and no covariance structure outside the pictures', () => {
  const names = [...modelFamilies.map(({ kind }) => kind), ...covarianceTypes].filter(name => !otherMeanings.has(name))
  const quoted = new RegExp(`['"\`](${names.join('|')})['"\`]|covarianceType`)
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(path => /\.(ts|vue)$/.test(path) && !isExempt(path))
  expect(files.length).toBeGreaterThan(100)
  expect(files.filter(path => quoted.test(readFileSync(`${source}/${path}`, 'utf8')))).toEqual([])
})
