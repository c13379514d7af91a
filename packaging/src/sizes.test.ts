import { build as bundle } from 'esbuild'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { browserPackages, packageNames } from './packages.js'

const problem = inject('installProblem')
const kilobytes = (bytes: number): number => Math.round(bytes / 100) / 10
const shown: string[] = []
afterAll(() => void process.stdout.write(`\n${shown.join('\n')}\n`))

/** Largest sizes of tarballs, in kB: a quarter more than they are, so that growth is noticed and ordinary work is not. */
const tarballBudgets: Readonly<Record<string, number>> = { cli: 140, clickhouse: 115, core: 900, data: 305, deep: 270, meta: 160, models: 400, numerics: 90, tensor: 460 }

it.each(packageNames)('the tarball of %s keeps its budget', name => {
  const size = kilobytes(statSync(inject('tarballs')[name]!).size)
  shown.push(`${name}: a tarball of ${size} kB`)
  expect(size).toBeLessThan(tarballBudgets[name]!)
})

/**
 * Largest sizes of a page's code in kB, minified and gzipped with all of Mixtura that it needs, core's WASM included; TensorFlow.js is not
 * counted. `atOnce` is what the page loads with its script: parts that few fits need are loaded later, by those fits. Bundlers that do not
 * split write everything in one file.
 */
const bundleBudgets: readonly (readonly [code: string, budget: { readonly atOnce: number; readonly inOneFile: number }])[] = [
  ["export { adjustedRandIndex } from '@mixtura/core'", { atOnce: 5, inOneFile: 2 }],
  ["export { GaussianMixture } from '@mixtura/core'", { atOnce: 45, inOneFile: 50 }],
  ["export { fitGaussianMixture } from '@mixtura/core'", { atOnce: 60, inOneFile: 95 }],
  ...browserPackages.map(name => {
    const all = { core: 170, deep: 210, meta: 175, models: 375, numerics: 14, tensor: 125 }[name]
    return [`export * from '@mixtura/${name}'`, { atOnce: all, inOneFile: all }] as const
  }),
]

describe.skipIf(problem !== '')(problem === '' ? 'a page' : `a page (${problem})`, () => {
  it.each(bundleBudgets)('with %s keeps its budget', async (code, budget) => {
    const { atOnce, later } = await sizesOf(code)
    const inOneFile = await sizeInOneFile(code)
    shown.push(`${code}: ${atOnce} kB gzipped at once, up to ${later} kB later; ${inOneFile} kB in one file`)
    expect(atOnce).toBeLessThan(budget.atOnce)
    expect(inOneFile).toBeLessThan(budget.inOneFile)
  })
})

async function sizeInOneFile(code: string): Promise<number> {
  const { outputFiles } = await bundle({
    stdin: { contents: code, resolveDir: join(inject('projects'), 'browsers') },
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['@tensorflow/*'],
    write: false,
    logLevel: 'silent',
  })
  return kilobytes(gzipSync(outputFiles[0]!.contents, { level: 9 }).length)
}

/** Gzipped sizes of the chunks that a page loads with its script, and of those that it may load later, as Vite makes them. */
async function sizesOf(code: string): Promise<{ readonly atOnce: number; readonly later: number }> {
  const root = join(inject('projects'), 'browsers')
  const input = join(root, 'sizes', 'page.js')
  mkdirSync(join(root, 'sizes'), { recursive: true })
  writeFileSync(input, code)
  const { output } = (await build({
    configFile: false,
    root,
    logLevel: 'silent',
    worker: { format: 'es' },
    build: {
      write: false,
      target: 'esnext',
      modulePreload: { polyfill: false },
      rolldownOptions: { input, external: [/^@tensorflow\//], preserveEntrySignatures: 'strict' },
    },
  })) as Rolldown.RolldownOutput
  const chunks = new Map(output.flatMap(part => (part.type === 'chunk' ? [[part.fileName, part] as const] : [])))
  const loaded = new Set<string>()
  const load = (name: string): void => {
    if (loaded.has(name) || !chunks.has(name)) return
    loaded.add(name)
    chunks.get(name)!.imports.forEach(load)
  }
  for (const { fileName, isEntry } of chunks.values()) if (isEntry) load(fileName)
  const total = (atOnce: boolean): number =>
    kilobytes([...chunks.values()].reduce((sum, { fileName, code: text }) => (loaded.has(fileName) === atOnce ? sum + gzipSync(text, { level: 9 }).length : sum), 0))
  return { atOnce: total(true), later: total(false) }
}
