/** Holds the configuration of releases to what the app expects of its resources. Electron's binary need not be there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { projectExtension } from '../contract/offeredFiles.js'
import { builderConfig, enginePackages, projectExtension as associated, targets } from '../../release/builderConfig.js'
import { engineEntry } from './enginePlace.js'
import { releaseFuses } from './fuses.js'
import { findNodeBinary } from './nodeBinary.js'

const desktop = fileURLToPath(new URL('../..', import.meta.url))
const config = builderConfig({ stage: '/stage', out: '/out', electronVersion: '1.2.3', fuses: releaseFuses })
const read = (path: string): string => readFileSync(join(desktop, path), 'utf8')

describe('a release', () => {
  it('is an archive whose hash is checked, with every fuse as the shell demands', () => {
    expect(config.asar).toBe(true)
    expect(config.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
      // Of the packager: a Mac on ARM starts no binary whose signature the fuses have broken.
      resetAdHocDarwinSignature: true,
    })
  })

  it('has the engine and its Node where the app looks for them', () => {
    const places = config.extraResources.map(({ to }) => to)
    const resources = '/resources'
    const entry = engineEntry({ isPackaged: true, resources, built: path => `/archive/${path}` })
    expect(places).toContain(relative(resources, entry).split('/')[0])
    expect(relative('/resources/engine', entry)).toBe('dist/engine/entry.js')
    expect(engineEntry({ isPackaged: false, resources, built: path => `/built/${path}` })).toBe('/built/engine/entry.js')
    for (const { platform } of targets) {
      const node = findNodeBinary({ environment: {}, platform: platform as NodeJS.Platform, resources, exists: path => path.startsWith(resources) })
      expect(relative(resources, node)).toBe(join('node', platform === 'win32' ? 'node.exe' : 'node'))
    }
    expect(places).toContain('node')
  })

  it('is made of files that the build makes', () => {
    for (const path of ['main/main.js', 'preload/preload.cjs', 'renderer/index.html', 'engine/entry.js', 'engine/worker.js']) expect(existsSync(join(desktop, 'dist', path)), path).toBe(true)
    // The archive has no packages, so main must need none but Electron.
    expect(bareImports('dist/main')).toEqual(['electron'])
    const packed = new Set([...enginePackages.workspace.map(name => `@mixtura/${name}`), ...enginePackages.registry])
    expect(bareImports('dist/engine').filter(name => !packed.has(name))).toEqual([])
  })

  it('opens projects', () => {
    expect(`.${associated}`).toBe(projectExtension)
    expect(config.fileAssociations.map(({ ext }) => ext)).toEqual([associated])
  })

  it('costs an install nothing: its packager is outside the workspace', () => {
    const workspace = readFileSync(join(desktop, '../../pnpm-workspace.yaml'), 'utf8')
    expect(workspace).not.toContain('electron-builder')
    expect(workspace.split('\n').filter(line => line.startsWith('  - ')).map(line => line.slice(4))).not.toContain('apps/desktop/*')
    expect(read('package.json')).not.toContain('electron-builder')
    expect(read('release/package.json')).toMatch(/"electron-builder": "\d+\.\d+\.\d+"/)
  })
})

/** Packages that the modules of a folder import, without those of Node. */
function bareImports(folder: string): string[] {
  const sources = readdirSync(join(desktop, folder)).filter(name => name.endsWith('.js')).map(name => read(`${folder}/${name}`))
  const names = sources.flatMap(source => [...source.matchAll(/^(?:import|export)\b[^'"\n]*?(?:from\s*)?["']([^"'./][^"']*)["'];?$/gm)].map(([, name]) => name!))
  const packages = names.filter(name => !name.startsWith('node:') && !builtinModules.includes(name)).map(name => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/'))
  return [...new Set(packages)].sort()
}
