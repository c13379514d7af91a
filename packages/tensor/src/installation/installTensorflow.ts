import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { TensorflowInstallationError } from '../errors.js'
import { buildAddon, findCompiler } from './buildAddon.js'
import { describeCuda, findCudaLibraries, type CudaLibraries } from './cudaLibraries.js'
import { withInstallationLock } from './installationLock.js'
import { findNativePackage, type NativePackage, type NativePackageName } from './nativePackage.js'
import { isStockDownloadReachable, runStockDownload, stockTensorflow } from './stockDownload.js'
import { findPython, testedTensorflow, unpackTensorflow, type UnpackedTensorflow } from './tensorflowWheel.js'
import { verifiedAddon, verifyAddon, type Verification } from './verifyAddon.js'

export interface InstallationRequest {
  readonly packageName: NativePackageName
  /** Path of a TensorFlow wheel to use instead of one that pip finds. */
  readonly wheel?: string | null
  /** Use only this source. By default the package's own download if it is reachable, else a wheel. */
  readonly source?: 'download' | 'wheel' | null
  /** Build again even if the backend already works. */
  readonly force?: boolean
  /** Receives messages for the user, one line at a time. */
  readonly report?: (line: string) => void
}

export interface Installation {
  readonly packageName: NativePackageName
  /** Whether the backend already worked before. */
  readonly wasPresent: boolean
  readonly verification: Verification
}

/**
 * Makes a native TensorFlow backend work where its standard installation does not. It finds TensorFlow's C library, compiles the
 * package's addon against it, and trains a model in a child process. A backend that already works is not changed.
 *
 * @throws {TensorflowInstallationError} with the step that failed and what to do.
 */
export async function installTensorflow(request: InstallationRequest): Promise<Installation> {
  const { packageName, wheel = null, source = null, force = false, report = () => undefined } = request
  const nativePackage = findNativePackage(packageName)
  if (nativePackage === null) {
    throw new TensorflowInstallationError('package', `${packageName} is not installed.`, `Run npm install --ignore-scripts ${packageName}@4.22.0 first.`)
  }
  report(`${packageName} ${nativePackage.version} in ${nativePackage.folder}`)

  return withInstallationLock(nativePackage, () => installInto(nativePackage, { wheel, source, force, report }))
}

async function installInto(
  nativePackage: NativePackage,
  { wheel, source, force, report }: Required<Omit<InstallationRequest, 'packageName'>>,
): Promise<Installation> {
  const packageName = nativePackage.name
  if (!force) {
    const verification = await verifiedAddon(nativePackage)
    if (verification !== null) return { packageName, wasPresent: true, verification }
  }

  const cuda = packageName.endsWith('gpu') ? await findCudaLibraries() : null
  if (cuda !== null) report(`This machine has ${describeCuda(cuda)}.`)

  if (wheel === null && source !== 'wheel' && (source === 'download' || suitsStock(cuda))) {
    if (await isStockDownloadReachable()) {
      report(`Running the install script of ${packageName} (TensorFlow ${stockTensorflow.version}) …`)
      const failure = await runStockDownload(nativePackage)
      if (failure === null) return { packageName, wasPresent: false, verification: await verifyAddon(nativePackage) }
      report(`It failed: ${failure}`)
    } else {
      report('The download of the package itself is not reachable from here.')
    }
    if (source === 'download') {
      throw new TensorflowInstallationError('package', `the download of ${packageName} did not succeed.`, 'Leave out --from, and a TensorFlow wheel is used.')
    }
  }
  return buildFromWheel(nativePackage, wheel, cuda, report)
}

async function buildFromWheel(
  nativePackage: NativePackage,
  wheel: string | null,
  cuda: CudaLibraries | null,
  report: (line: string) => void,
): Promise<Installation> {
  requireLinux(nativePackage)
  const compiler = await findCompiler()
  if (compiler === null) {
    throw new TensorflowInstallationError('compiler', 'No C++ compiler was found.', 'Install one (Debian: apt-get install g++), or name it in CXX.')
  }
  const python = await findPython()
  if (python === null) {
    throw new TensorflowInstallationError(
      'python',
      'No Python 3 with pip was found; it fetches and unpacks the TensorFlow wheel.',
      'Install them (Debian: apt-get install python3-pip), or name a Python in MIXTURA_PYTHON.',
    )
  }
  const tensorflow = await unpackTensorflow({
    python,
    distribution: cuda === null ? 'tensorflow-cpu' : 'tensorflow',
    wheel,
    into: nativePackage.dependenciesFolder,
    report,
  })
  report(`TensorFlow ${tensorflow.version} from ${tensorflow.origin}`)
  if (cuda !== null) report(cudaAdvice(tensorflow, cuda))

  const started = performance.now()
  await buildAddon(nativePackage, compiler)
  report(`The addon was compiled by ${compiler} in ${seconds(performance.now() - started)} s.`)
  await writeFile(
    join(nativePackage.dependenciesFolder, 'mixtura.json'),
    `${JSON.stringify({ tensorflow: tensorflow.version, origin: tensorflow.origin, cuda: tensorflow.cuda }, null, 2)}\n`,
  )
  return { packageName: nativePackage.name, wasPresent: false, verification: await verifyAddon(nativePackage) }
}

function requireLinux({ name }: NativePackage): void {
  if (process.platform === 'linux') return
  const system = process.platform === 'win32' ? 'Windows' : process.platform === 'darwin' ? 'macOS' : process.platform
  throw new TensorflowInstallationError(
    'platform',
    `Building ${name} against a TensorFlow wheel is supported on Linux only, and this is ${system}.`,
    `Run npm rebuild ${name} where storage.googleapis.com is reachable, work in WSL 2, or use backend webgpu or wasm.`,
  )
}

/** The standard GPU build needs exactly the CUDA version that it was built with; the CPU build runs anywhere. */
const suitsStock = (cuda: CudaLibraries | null): boolean =>
  cuda === null || (cuda.cuda.includes(stockTensorflow.cuda) && cuda.cudnn.includes(stockTensorflow.cudnn))

function cudaAdvice(tensorflow: UnpackedTensorflow, found: CudaLibraries): string {
  if (tensorflow.cuda === null) return 'This TensorFlow was built without CUDA: it will run on the CPU.'
  const { cuda, cudnn } = tensorflow.cuda
  const major = (version: string) => version.split('.')[0]!
  const missing = [
    ...(found.driver === null ? ['an NVIDIA driver'] : []),
    ...(found.cuda.includes(major(cuda)) ? [] : [`CUDA ${cuda}`]),
    ...(found.cudnn.includes(major(cudnn)) ? [] : [`cuDNN ${cudnn}`]),
  ]
  const needs = `It needs CUDA ${cuda} and cuDNN ${cudnn}`
  if (missing.length === 0) return `${needs}, and both are here.`
  return `${needs}; the dynamic linker does not find ${missing.join(', ')}. pip install tensorflow[and-cuda]==${testedTensorflow} brings the libraries.`
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1)
