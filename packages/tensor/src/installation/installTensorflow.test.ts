import { afterEach, describe, expect, it, vi } from 'vitest'
import { TensorflowInstallationError } from '../errors.js'
import { findCompiler } from './buildAddon.js'
import { installTensorflow, type InstallationRequest } from './installTensorflow.js'
import { findNativePackage, isAddonBuilt } from './nativePackage.js'
import { findPython } from './tensorflowWheel.js'
import { runInstaller } from './runInstaller.js'

const nativePackage = findNativePackage('@tensorflow/tfjs-node')
const [compiler, python] = await Promise.all([findCompiler(), findPython()])
const problem = process.env['MIXTURA_TENSORFLOW_PROBLEM']

const { platform } = process

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  Object.defineProperty(process, 'platform', { value: platform })
})

/** Every failure below happens before anything is replaced, so a working backend keeps working. */
async function failureOf(request: Partial<InstallationRequest>): Promise<TensorflowInstallationError> {
  const error = await installTensorflow({ packageName: '@tensorflow/tfjs-node', source: 'wheel', force: true, ...request }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(TensorflowInstallationError)
  return error as TensorflowInstallationError
}

describe.skipIf(nativePackage === null)(`installTensorflow${nativePackage === null ? ' (skipped: @tensorflow/tfjs-node is not installed)' : ''}`, () => {
  it.skipIf(problem !== undefined || nativePackage === null || !isAddonBuilt(nativePackage))(
    `leaves alone what works, and shows that it trains${problem === undefined ? '' : ` (skipped: ${problem})`}`,
    async () => {
      const lines: string[] = []
      const { wasPresent, verification } = await installTensorflow({
        packageName: '@tensorflow/tfjs-node',
        report: line => lines.push(line),
      })
      expect(wasPresent).toBe(true)
      expect(lines).toHaveLength(1)
      expect(verification.lossBefore).toBeCloseTo(5, 5) // mean of 9, 1, 1, 9
      expect(verification.lossAfter).toBeLessThan(0.5)
      expect(verification.tensorflow).toMatch(/^2\.\d+/)
    },
  )

  const onLinux = platform === 'linux' ? '' : ' (skipped: Linux alone builds it)'
  it.skipIf(platform !== 'linux')(`names the compiler that is missing${onLinux}`, async () => {
    vi.stubEnv('CXX', '/nowhere/c++')
    const error = await failureOf({})
    expect(error.step).toBe('compiler')
    expect(error.message).toBe('No C++ compiler was found. Install one (Debian: apt-get install g++), or name it in CXX.')
  })

  it.skipIf(platform !== 'linux')(`names the Python that is missing${onLinux}`, async () => {
    vi.stubEnv('CXX', process.execPath) // answers --version too
    vi.stubEnv('MIXTURA_PYTHON', '/nowhere/python3')
    const error = await failureOf({})
    expect(error.step).toBe('python')
    expect(error.message).toBe(
      'No Python 3 with pip was found; it fetches and unpacks the TensorFlow wheel. ' +
        'Install them (Debian: apt-get install python3-pip), or name a Python in MIXTURA_PYTHON.',
    )
  })

  const missing = problem ?? (compiler === null ? 'no C++ compiler' : python === null ? 'no Python 3 with pip' : undefined)
  const cannotInstall = platform !== 'linux' || missing !== undefined
  it.skipIf(cannotInstall)(`leaves what works in place when a wheel is none${onLinux || (missing === undefined ? '' : ` (skipped: ${missing})`)}`, async () => {
    const error = await failureOf({ wheel: '/nowhere/tensorflow_cpu-2.21.0.whl' })
    expect(error.step).toBe('wheel')
    expect(error.message).toBe(
      "TensorFlow's C library could not be taken from /nowhere/tensorflow_cpu-2.21.0.whl: FileNotFoundError: [Errno 2] No such " +
        "file or directory: '/nowhere/tensorflow_cpu-2.21.0.whl' A Linux wheel of TensorFlow 2.21.0 has it; " +
        'pip download --no-deps tensorflow-cpu==2.21.0 fetches one.',
    )
    expect((await installTensorflow({ packageName: '@tensorflow/tfjs-node' })).wasPresent).toBe(true)
  })

  it('says what to do on Windows', async () => {
    Object.defineProperty(process, 'platform', { value: 'win32' })
    const error = await failureOf({})
    expect(error.step).toBe('platform')
    expect(error.message).toBe(
      'Building @tensorflow/tfjs-node against a TensorFlow wheel is supported on Linux only, and this is Windows. Run npm rebuild ' +
        '@tensorflow/tfjs-node where storage.googleapis.com is reachable, work in WSL 2, or use backend webgpu or wasm.',
    )
  })
})

describe('mixtura-install-tensorflow', () => {
  it('refuses arguments that mean nothing, and prints its usage', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(await runInstaller(['--from', 'elsewhere'])).toBe(2)
    expect(await runInstaller(['--gqu'])).toBe(2)
    expect(write.mock.calls[0]![0]).toMatch(/^--from must be download or wheel, but it is 'elsewhere'\.\n\nmixtura-install-tensorflow: /)
  })

  it('prints its usage', async () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    expect(await runInstaller(['--help'])).toBe(0)
    expect(write.mock.calls[0]![0]).toContain('--gpu')
  })
})
