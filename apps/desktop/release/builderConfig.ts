import { join } from 'node:path'

/** The systems that Studio is made for: names of Node's `process.platform` and `process.arch`. */
export const targets = [
  { platform: 'linux', arch: 'x64' },
  { platform: 'darwin', arch: 'arm64' },
  { platform: 'win32', arch: 'x64' },
]

/** Packages that the engine imports and that its bundle leaves out: native ones, and those of the workspace. */
export const enginePackages = {
  workspace: ['numerics', 'core', 'data', 'clickhouse', 'tensor', 'deep', 'meta', 'models'],
  registry: ['@duckdb/node-api', 'webgpu'],
}

/** The extension of projects, without its dot. `offeredFiles.ts` has it for the app. */
export const projectExtension = 'mixtura-project'

/** The fuses by the names of electron-builder: "RunAsNode" is "runAsNode" there. */
const builderFuses = (fuses: Readonly<Record<string, boolean>>): Readonly<Record<string, boolean>> => Object.fromEntries(Object.entries(fuses).map(([name, isOn]) => [name.charAt(0).toLowerCase() + name.slice(1), isOn]))

export interface ReleaseOptions {
  /** A folder that `stage.mjs` has laid out. */
  readonly stage: string
  /** Folder of the application. */
  readonly out: string
  readonly electronVersion: string
  /** By their names in `@electron/fuses`. */
  readonly fuses: Readonly<Record<string, boolean>>
}

/**
 * The configuration of electron-builder for one system. The archive (`app.asar`, whose hash Electron checks at its start) holds what
 * Electron runs: main, preload and the window. The engine lies beside it with its packages and a Node of its own, because a plain Node
 * cannot read the archive, and Electron's own is switched off by a fuse.
 */
export function builderConfig({ stage, out, electronVersion, fuses }: ReleaseOptions) {
  return {
    appId: 'dev.mixtura.studio',
    productName: 'Mixtura Studio',
    electronVersion,
    directories: { app: join(stage, 'app'), output: out },
    asar: true,
    files: ['package.json', 'dist/**'],
    extraResources: [
      { from: join(stage, 'engine'), to: 'engine', filter: ['package.json', 'dist/**'] },
      // A filter of a folder above would leave out a folder of this name.
      { from: join(stage, 'engine', 'node_modules'), to: 'engine/node_modules', filter: ['**/*'] },
      { from: join(stage, 'node'), to: 'node' },
    ],
    electronFuses: { ...builderFuses(fuses), resetAdHocDarwinSignature: true },
    fileAssociations: [{ ext: projectExtension, name: 'Mixtura project', description: 'Data, fits and models of Mixtura Studio', mimeType: 'application/x-mixtura-project', role: 'Editor' }],
    // The archive has no packages, and those of the engine are for another Node than Electron's.
    npmRebuild: false,
    publish: null,
    linux: { target: 'dir', category: 'Science', executableName: 'mixtura-studio' },
    mac: { target: 'dir', category: 'public.app-category.productivity', hardenedRuntime: true, identity: null },
    win: { target: 'dir' },
  }
}
