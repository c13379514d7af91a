import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

export type NativePackageName = '@tensorflow/tfjs-node' | '@tensorflow/tfjs-node-gpu'

/** Location of a native TensorFlow.js package and of its parts. */
export interface NativePackage {
  readonly name: NativePackageName
  readonly version: string
  readonly folder: string
  /** Path of the Node-API addon that the package loads; the file may be missing. */
  readonly addonPath: string
  /** Folder of the headers and shared libraries that the addon is built against and loads at run time. */
  readonly dependenciesFolder: string
}

/** @returns the package as seen from this package or from the working folder; null if it is not installed. */
export function findNativePackage(name: NativePackageName): NativePackage | null {
  const folder = packageFolder(name)
  if (folder === null) return null
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string
    binary: { napi_versions: number[] }
  }
  // node-pre-gyp takes the highest version in the package's list that the running Node supports.
  const available = Number(process.versions['napi'])
  const napi = Math.max(...manifest.binary.napi_versions.filter(version => version <= available))
  return {
    name,
    version: manifest.version,
    folder,
    addonPath: join(folder, 'lib', `napi-v${napi}`, 'tfjs_binding.node'),
    dependenciesFolder: join(folder, 'deps'),
  }
}

/** Node-API version of the addon of `nativePackage`. */
export const nodeApiVersion = ({ addonPath }: NativePackage): string => /napi-v(\d+)/.exec(addonPath)![1]!

export const isAddonBuilt = ({ addonPath }: NativePackage): boolean => existsSync(addonPath)

/** Resolves the main file of a package; null if it is not installed. */
export function resolveModule(name: string): string | null {
  for (const from of [fileURLToPath(import.meta.url), join(process.cwd(), 'package.json')]) {
    try {
      return createRequire(from).resolve(name)
    } catch {
      continue
    }
  }
  return null
}

/** Imports a package that `resolveModule` finds. The address of its file is valid for `import()` on every platform. */
export const importModule = (name: string): Promise<unknown> => import(pathToFileURL(resolveModule(name)!).href)

function packageFolder(name: NativePackageName): string | null {
  const manifest = resolveModule(`${name}/package.json`)
  return manifest === null ? null : dirname(manifest)
}
