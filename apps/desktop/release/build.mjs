import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install, npmProgram, requireNode, run, runProgram, StepError, turbo } from '../../../scripts/bootstrap.mjs'
import { releaseFuses } from '../src/main/fuses.ts'
import { builderConfig, targets } from './builderConfig.ts'
import { catalogVersion, packWorkspace, stageFor } from './stage.mjs'

/*
 * Makes Studio as an unpacked application for Linux, macOS and Windows, or for those that are named: `node build.mjs linux-x64`. The result
 * is in `out/PLATFORM-ARCH`. What a machine cannot do is said with its reason, and the other systems are still made.
 */

const here = fileURLToPath(new URL('.', import.meta.url))

/** What must be in the resources of an application. @returns {string[]} what is missing. */
export function missingIn(resources, { platform, arch }) {
  const webgpu = platform === 'darwin' ? 'darwin-universal' : `${platform}-${arch}`
  const wanted = [
    'app.asar', join('engine', 'dist', 'engine', 'entry.js'), join('engine', 'dist', 'engine', 'worker.js'), join('node', platform === 'win32' ? 'node.exe' : 'node'),
    join('engine', 'node_modules', '@mixtura', 'models'), join('engine', 'node_modules', '@duckdb', `node-bindings-${platform}-${arch}`), join('engine', 'node_modules', 'webgpu', 'dist', webgpu),
  ]
  return wanted.filter(path => !existsSync(join(resources, path)))
}

async function makeFor({ platform, arch }, { tarballs, electronVersion }) {
  const stage = await stageFor({ platform, arch, tarballs })
  const out = join(here, 'out', `${platform}-${arch}`)
  const { Arch, build, Platform } = await import('electron-builder')
  const system = { linux: Platform.LINUX, darwin: Platform.MAC, win32: Platform.WINDOWS }[platform]
  await build({ targets: system.createTarget('dir', Arch[arch]), projectDir: here, config: builderConfig({ stage, out, electronVersion, fuses: releaseFuses }) })
  const folders = { linux: 'linux-unpacked/resources', darwin: `mac${arch === 'arm64' ? '-arm64' : ''}/Mixtura Studio.app/Contents/Resources`, win32: 'win-unpacked/resources' }
  const missing = missingIn(join(out, folders[platform]), { platform, arch })
  if (missing.length > 0) throw new StepError(`The application lacks ${missing.join(', ')}.`)
  return out
}

await runProgram(async () => {
  requireNode()
  const named = process.argv.slice(2)
  const chosen = targets.filter(({ platform, arch }) => named.length === 0 || named.includes(`${platform}-${arch}`))
  if (chosen.length === 0) throw new StepError(`Name one of ${targets.map(({ platform, arch }) => `${platform}-${arch}`).join(', ')}.`)
  await install()
  if ((await turbo(['build', '--filter=@mixtura/studio', '--output-logs=errors-only'])) !== 0) throw new StepError('Studio was not built; the lines above say why.')
  const [command, ...first] = npmProgram('npm')
  if (!existsSync(join(here, 'node_modules', 'electron-builder')) && (await run(command, [...first, 'install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here })) !== 0) {
    throw new StepError('electron-builder could not be installed; see above.')
  }
  const tarballs = await packWorkspace()
  const electronVersion = catalogVersion('electron')
  const failed = []
  for (const target of chosen) {
    const name = `${target.platform}-${target.arch}`
    try {
      console.log(`${name}: made in ${await makeFor(target, { tarballs, electronVersion })}`)
    } catch (error) {
      failed.push(name)
      console.error(`${name}: not made. ${error instanceof Error ? error.message : error}`)
    }
  }
  if (failed.length > 0) throw new StepError(`Not made: ${failed.join(', ')}. The lines above say why.`)
})
