import { mkdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { TensorflowInstallationError } from '../errors.js'
import { findCommand, lastLines, runCommand } from './commands.js'
import { nodeApiVersion, type NativePackage } from './nativePackage.js'

/** @returns the command of a C++ compiler; null if there is none. */
export const findCompiler = (): Promise<string | null> =>
  findCommand(process.env['CXX'] ? [process.env['CXX']] : ['c++', 'g++', 'clang++'], ['--version'])

/**
 * Compiles the package's addon and links it against the TensorFlow in its `deps/`. The addon uses Node-API, whose headers are an
 * npm package and whose binaries work across versions of Node. So neither node-gyp nor Node's own headers are needed, and nothing
 * is downloaded.
 *
 * @throws {TensorflowInstallationError} with the last lines of the compiler's output.
 */
export async function buildAddon(nativePackage: NativePackage, compiler: string): Promise<void> {
  const { folder, addonPath, dependenciesFolder } = nativePackage
  const { include_dir: nodeHeaders } = createRequire(import.meta.url)('node-api-headers') as { include_dir: string }
  const unfinished = `${addonPath}.unfinished`
  await mkdir(dirname(addonPath), { recursive: true })

  const result = await runCommand(
    compiler,
    [
      '-shared', '-fPIC', '-std=c++17', '-O2', '-w',
      `-DNAPI_VERSION=${nodeApiVersion(nativePackage)}`, '-DBUILDING_NODE_EXTENSION', '-DNODE_GYP_MODULE_NAME=tfjs_binding',
      `-I${nodeHeaders}`, `-I${join(dependenciesFolder, 'include')}`,
      join(folder, 'binding', 'tfjs_backend.cc'), join(folder, 'binding', 'tfjs_binding.cc'),
      `-L${join(dependenciesFolder, 'lib')}`, '-Wl,-rpath,$ORIGIN/../../deps/lib', '-ltensorflow', '-ltensorflow_framework',
      '-o', unfinished,
    ],
  )
  if (result.status !== 0) {
    await rm(unfinished, { force: true })
    throw new TensorflowInstallationError(
      'build',
      `the addon of ${nativePackage.name} could not be compiled by ${compiler}: ${lastLines(result)}`,
      'A compiler of C++17 (GCC 9, Clang 10 or newer) with its standard library is needed; CXX names another one.',
    )
  }
  await rename(unfinished, addonPath)
}
