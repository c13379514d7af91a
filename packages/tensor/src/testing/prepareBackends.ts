import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { installTensorflow } from '../installation/installTensorflow.js'
import { TensorflowInstallationError } from '../errors.js'

/**
 * Vitest's global setup: builds the native TensorFlow backend where pip, a compiler and a wheel can be had (about half
 * a minute, once per node_modules), and lends WebGPU the Vulkan that a Chromium carries where the system has none.
 * What cannot be prepared is skipped by the tests, each with its reason.
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
    // The workers, which inherit it, put it into the names of the tests they skip.
    process.env['MIXTURA_TENSORFLOW_PROBLEM'] = error.message
    process.stderr.write(`  ${error.message}\n`)
  }
}

const chromiums = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/usr/lib64/chromium-browser', '/opt/google/chrome']

/** SwiftShader's driver, for the workers that are started after this. A driver that somebody named is left alone. */
function borrowVulkan(): void {
  if (process.platform !== 'linux' || process.env['VK_ICD_FILENAMES'] || process.env['VK_DRIVER_FILES']) return
  if (existsSync('/usr/share/vulkan/icd.d') || existsSync('/etc/vulkan/icd.d')) return
  const folder = chromiums.find(candidate => existsSync(join(candidate, 'libvk_swiftshader.so')) && existsSync(join(candidate, 'libvulkan.so.1')))
  if (folder === undefined) return
  const cache = join(tmpdir(), 'mixtura-vulkan')
  mkdirSync(cache, { recursive: true })
  const icd = join(cache, 'swiftshader.json')
  // Chromium's own file names the library by a path relative to itself, which the loader does not resolve everywhere.
  writeFileSync(icd, JSON.stringify({ file_format_version: '1.0.0', ICD: { library_path: join(folder, 'libvk_swiftshader.so'), api_version: '1.0.5' } }))
  process.env['VK_ICD_FILENAMES'] = icd
  process.env['LD_LIBRARY_PATH'] = [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter)
}
