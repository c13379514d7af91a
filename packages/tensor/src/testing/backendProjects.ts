import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProjectInlineConfiguration } from 'vitest/config'
import { setup as prepareBackends } from './prepareBackends.js'

type TestOptions = NonNullable<TestProjectInlineConfiguration['test']>

/**
 * Vitest projects for the tests of a package with models. If the native backend is available, every file runs with it, and files
 * that prefer it run again without it, on WASM. Otherwise every file runs once, and files that prefer it use WASM.
 *
 * A file prefers the native backend if it calls `useBackend({ among: ['tensorflow', …] })`. All other files choose their backends
 * themselves, so a second run would repeat the first.
 *
 * @param folder of the package.
 * @param options of every project.
 */
export async function backendProjects(folder: string, options: TestOptions): Promise<TestProjectInlineConfiguration[]> {
  const everyFile = { ...options, include: ['src/**/*.test.ts'] }
  await prepareBackends()
  if (process.env['MIXTURA_TENSORFLOW_PROBLEM'] !== undefined) return [{ test: { ...everyFile, name: 'wasm' } }]
  const files = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).map(path => `src/${path.replaceAll('\\', '/')}`)
  const preferring = files.filter(path => path.endsWith('.test.ts') && readFileSync(join(folder, path), 'utf8').includes("among: ['tensorflow'"))
  return [
    { test: { ...everyFile, name: 'tensorflow' } },
    { test: { ...options, name: 'wasm', include: preferring, env: { MIXTURA_SKIP_TENSORFLOW: '1' } } },
  ]
}
