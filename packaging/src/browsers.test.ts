import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { chromiumPath, howToGetChromium, launchChromium } from '../../apps/desktop/tests/browser/chromium.js'
import { bundlers, copyWasm, writeProgram } from './browser/bundlers.js'
import type { Outcome } from './browser/program.js'
import { serve, type Isolation, type Served } from './browser/serve.js'
import { isThorough } from './thorough.js'

const problem = inject('installProblem') || (chromiumPath === null ? howToGetChromium : '')
const project = join(inject('projects'), 'browsers')

const places = ['runInPage', 'runInWorker'] as const
const isolations: readonly Isolation[] = ['isolated', 'plain', 'isolated without blobs']
const combinations = Object.keys(bundlers).flatMap(bundler =>
  isolations.flatMap(isolation => places.map(place => ({ bundler, isolation, place }))),
)
const isQuick = ({ bundler, isolation, place }: (typeof combinations)[number]): boolean =>
  place === 'runInPage' ? isolation === 'isolated' || (bundler === 'vite' && isolation === 'isolated without blobs') : bundler === 'vite' && isolation === 'plain'
/** The first part of the addresses of a bundle's pages. */
const address = (bundler: string, isolation: Isolation): string => `${bundler}-${isolation.replaceAll(' ', '-')}`

describe.skipIf(problem !== '')(`a bundle for browsers${problem && ` (${problem})`}`, () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof serve>>
  const outputs = join(inject('projects'), '..', 'bundles')

  beforeAll(async () => {
    writeProgram(project)
    const wasm = join(outputs, 'wasm')
    mkdirSync(wasm, { recursive: true })
    copyWasm(project, wasm)
    browser = await launchChromium()
    const bundles = Object.keys(bundlers).flatMap(name =>
      isolations.map((isolation): readonly [string, Served] => [address(name, isolation), { folder: join(outputs, name), isolation }]),
    )
    server = await serve({ wasm: { folder: wasm, isolation: 'plain' }, ...Object.fromEntries(bundles) })
  })
  afterAll(async () => {
    await browser?.close()
    server?.close()
  })

  // The minifier of webpack, which only the thorough run uses, takes minutes on a busy machine.
  it.each(Object.keys(bundlers))('is made by %s without a warning', { timeout: isThorough ? 600_000 : 180_000 }, async name => {
    await bundlers[name]!(project, join(outputs, name))
  })

  it.each(combinations.filter(each => isThorough || isQuick(each)))('by $bundler works on a page that is $isolation, by $place', async ({ bundler, isolation, place }) => {
    const opened = await browser.newPage()
    try {
      const errors: string[] = []
      opened.on('pageerror', error => errors.push(error.message))
      await opened.goto(`${server.origin}/${address(bundler, isolation)}/index.html`)
      const outcome = await opened.evaluate(run => (globalThis as unknown as Record<string, () => Promise<Outcome>>)[run]!(), place)
      const isIsolated = isolation !== 'plain'
      const hasTensorThreads = isolation === 'isolated'
      expect({ outcome, errors }).toEqual({
        outcome: {
          isolated: isIsolated,
          means: [0, 10],
          // One thread is the page's own.
          coreWorkers: { started: isIsolated ? 2 : 0, failed: 0 },
          tensor: { backend: 'wasm', threads: hasTensorThreads ? expect.any(Number) : 1, sum: 64 ** 3 },
          energies: 64,
          taskRows: expect.any(Number),
          groups: 2,
        },
        errors: [],
      })
      if (hasTensorThreads) expect(outcome.tensor.threads).toBeGreaterThan(1)
    } finally {
      await opened.close()
    }
  })
})
