import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { BuiltSite } from './builtSite.js'
import { docsFolder } from './sitePages.js'

/** Builds the site for hosts that serve it under a path, into a folder of its own below node_modules. */
export async function buildSite(base: string): Promise<BuiltSite> {
  const program = join(dirname(createRequire(import.meta.url).resolve('vitepress/package.json')), 'bin', 'vitepress.js')
  const folder = await mkdtemp(join(docsFolder, 'node_modules', '.site-'))
  await promisify(execFile)(process.execPath, [program, 'build', '--outDir', folder], {
    cwd: docsFolder,
    env: { ...process.env, MIXTURA_DOCS_BASE: base },
    maxBuffer: 1 << 26,
  })
  return { folder, base }
}
