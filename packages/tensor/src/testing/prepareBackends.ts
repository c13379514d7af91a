import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { installTensorflow } from '../installation/installTensorflow.js'
import { TensorflowInstallationError } from '../errors.js'

/**
 * Global setup of Vitest. It builds the native TensorFlow backend if pip, a compiler and a wheel are available (about half a
 * minute, once per node_modules), and provides WebGPU with the Vulkan driver of Chromium if the system has none. If something
 * cannot be prepared, the tests that need it are skipped with the reason.
 */
export async function setup(): Promise<void> {
  borrowVulkan()
  if (process.env['MIXTURA_SKIP_TENSORFLOW']) {
    process.env['MIXTURA_TENSORFLOW_PROBLEM'] = 'Unset MIXTURA_SKIP_TENSORFLOW to test it.'
    return
  }
  try {
    const { wasPresent } = await installTensorflow({
      packageName: '@tensorflow/tfjs-node',
      source: 'wheel',
      report: line => process.stdout.write(`  ${line}\n`),
    })
    if (!wasPresent) process.stdout.write('  The native TensorFlow backend is ready.\n')
  } catch (error) {
    if (!(error instanceof TensorflowInstallationError)) throw error
    // The worker processes inherit this and put it into the names of skipped tests.
    process.env['MIXTURA_TENSORFLOW_PROBLEM'] = error.message
    process.stderr.write(`  ${error.message}\n`)
  }
}

const chromiums = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/usr/lib64/chromium-browser', '/opt/google/chrome']

/** Sets SwiftShader's driver for workers that start later. A driver that is already set is kept. */
function borrowVulkan(): void {
  if (process.platform !== 'linux' || process.env['VK_ICD_FILENAMES'] || process.env['VK_DRIVER_FILES']) return
  if (existsSync('/usr/share/vulkan/icd.d') || existsSync('/etc/vulkan/icd.d')) return
  const folder = chromiums.find(candidate => existsSync(join(candidate, 'libvk_swiftshader.so')) && existsSync(join(candidate, 'libvulkan.so.1')))
  if (folder === undefined) return
  const cache = join(tmpdir(), 'mixtura-vulkan')
  mkdirSync(cache, { recursive: true })
  const icd = join(cache, 'swiftshader.json')
  // Chromium's own file names the library by a relative path, which the loader does not resolve on every system.
  writeFileSync(icd, JSON.stringify({ file_format_version: '1.0.0', ICD: { library_path: join(folder, 'libvk_swiftshader.so'), api_version: '1.0.5' } }))
  process.env['VK_ICD_FILENAMES'] = icd
  process.env['LD_LIBRARY_PATH'] = [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter)
}
