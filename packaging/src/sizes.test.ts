import { build } from 'esbuild'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { browserPackages, packageNames } from './packages.js'

const problem = inject('installProblem')
const kilobytes = (bytes: number): number => Math.round(bytes / 100) / 10
const shown: string[] = []
afterAll(() => void process.stdout.write(`\n${shown.join('\n')}\n`))

/** Largest sizes of tarballs, in kB: a quarter more than they are, so that growth is noticed and ordinary work is not. */
const tarballBudgets: Readonly<Record<string, number>> = { cli: 140, clickhouse: 90, core: 790, data: 305, deep: 270, meta: 160, models: 320, numerics: 90, tensor: 460 }

it.each(packageNames)('the tarball of %s keeps its budget', name => {
  const size = kilobytes(statSync(inject('tarballs')[name]!).size)
  shown.push(`${name}: a tarball of ${size} kB`)
  expect(size).toBeLessThan(tarballBudgets[name]!)
})

/**
 * Code of a page, minified and gzipped with all of Mixtura that it needs, core's WASM included; TensorFlow.js is not counted. Largest
 * sizes in kB.
 */
const bundleBudgets: readonly (readonly [code: string, budget: number])[] = [
  ["export { adjustedRandIndex } from '@mixtura/core'", 2],
  ["export { GaussianMixture } from '@mixtura/core'", 45],
  ["export { fitGaussianMixture } from '@mixtura/core'", 82],
  ...browserPackages.map(name => [`export * from '@mixtura/${name}'`, { core: 145, deep: 190, meta: 160, models: 375, numerics: 14, tensor: 110 }[name]] as const),
]

describe.skipIf(problem !== '')(problem === '' ? 'a bundle' : `a bundle (${problem})`, () => {
  it.each(bundleBudgets)('of %s keeps its budget', async (code, budget) => {
    const { outputFiles } = await build({
      stdin: { contents: code, resolveDir: join(inject('projects'), 'browsers') },
      bundle: true,
      minify: true,
      format: 'esm',
      external: ['@tensorflow/*'],
      write: false,
      logLevel: 'silent',
    })
    const size = kilobytes(gzipSync(outputFiles[0]!.contents, { level: 9 }).length)
    shown.push(`${code}: ${size} kB gzipped`)
    expect(size).toBeLessThan(budget)
  })
})
