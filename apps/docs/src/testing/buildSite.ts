import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { BuiltSite } from './builtSite.js'
import { docsFolder, pagesFolder } from './sitePages.js'

/**
 * Builds the site for hosts that serve it under a path, into a folder of its own below node_modules.
 *
 * @throws {Error} if the reference has not been written.
 */
export async function buildSite(base: string): Promise<BuiltSite> {
  if (!existsSync(join(pagesFolder, 'en', 'api'))) throw new Error('pages/en/api is missing, to which other pages lead. Run npm run reference first.')
  const program = join(dirname(createRequire(import.meta.url).resolve('vitepress/package.json')), 'bin', 'vitepress.js')
  const folder = await mkdtemp(join(docsFolder, 'node_modules', '.site-'))
  await promisify(execFile)(process.execPath, [program, 'build', '--outDir', folder], {
    cwd: docsFolder,
    env: { ...process.env, MIXTURA_DOCS_BASE: base },
    maxBuffer: 1 << 26,
  })
  return { folder, base }
}
