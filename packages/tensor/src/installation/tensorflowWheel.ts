import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { TensorflowInstallationError } from '../errors.js'
import { findCommand, lastLines, runCommand } from './commands.js'

/** The TensorFlow, from a wheel or an installation, that was put into `deps/`. */
export interface UnpackedTensorflow {
  readonly version: string
  readonly origin: string
  /** CUDA versions that it needs; null for a build without CUDA. */
  readonly cuda: { readonly cuda: string; readonly cudnn: string } | null
}

export interface UnpackRequest {
  /** Command of a Python 3 with pip. */
  readonly python: string
  /** The distribution without CUDA, or the one with CUDA. */
  readonly distribution: 'tensorflow-cpu' | 'tensorflow'
  /** Path of a wheel; null to look for one. */
  readonly wheel: string | null
  /** The `deps/` folder, whose contents are replaced. */
  readonly into: string
  readonly report: (line: string) => void
}

/** The version that this package is tested with. A newer C API is compatible; an older one may not be. */
export const testedTensorflow = '2.21.0'

/** @returns the command of a Python 3 that can run pip; null if there is none. */
export const findPython = (): Promise<string | null> =>
  findCommand(process.env['MIXTURA_PYTHON'] ? [process.env['MIXTURA_PYTHON']] : ['python3', 'python'], ['-m', 'pip', '--version'])

/**
 * Unpacks the headers and shared libraries of TensorFlow's C API. They come from the named wheel, else from a TensorFlow that
 * Python has installed, else from a wheel that pip downloads.
 */
export async function unpackTensorflow(request: UnpackRequest): Promise<UnpackedTensorflow> {
  const { into } = request
  // Unpack next to the folder and then rename, so that a failure leaves the old contents.
  const unfinished = await mkdtemp(`${into}.unfinished-`)
  try {
    const unpacked = await unpackAnyInto(unfinished, request)
    await rm(into, { recursive: true, force: true })
    await rename(unfinished, into)
    return unpacked
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function unpackAnyInto(into: string, request: UnpackRequest): Promise<UnpackedTensorflow> {
  const { python, distribution, wheel, report } = request
  if (wheel !== null) return unpack(python, wheel, into)

  const installed = await installedTensorflow(python, distribution)
  if (installed !== null) {
    report(`TensorFlow ${installed.version} is installed in ${installed.folder}.`)
    return { ...(await unpack(python, installed.folder, into)), version: installed.version }
  }

  const downloads = await mkdtemp(join(into, 'wheel-'))
  try {
    report(`Fetching ${distribution} by pip …`)
    const fetched = await downloadWheel(python, distribution, downloads)
    report(`Unpacking ${fetched} …`)
    return { ...(await unpack(python, join(downloads, fetched), into)), origin: fetched }
  } finally {
    await rm(downloads, { recursive: true, force: true })
  }
}

/**
 * Downloads a wheel with pip, first for this Python. If TensorFlow has none for it, a wheel of another Python version is fetched,
 * which works because no Python code of it is run.
 */
async function downloadWheel(python: string, distribution: string, folder: string): Promise<string> {
  const pip = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--quiet', '--dest', folder]
  const attempts = [
    [`${distribution}==${testedTensorflow}`],
    ['--python-version', '3.12', `${distribution}==${testedTensorflow}`],
    [distribution],
  ]
  let failure = ''
  for (const attempt of attempts) {
    const result = await runCommand(python, [...pip, ...attempt])
    const wheel = (await readdir(folder)).find(name => name.endsWith('.whl'))
    if (result.status === 0 && wheel !== undefined) return wheel
    failure = lastLines(result, 2)
  }
  throw new TensorflowInstallationError(
    'wheel',
    `pip could not fetch ${distribution}: ${failure}`,
    'Check that a package index is reachable, or pass a wheel: --wheel tensorflow_cpu-….whl.',
  )
}

async function installedTensorflow(
  python: string,
  distribution: 'tensorflow-cpu' | 'tensorflow',
): Promise<{ folder: string; version: string } | null> {
  const names = distribution === 'tensorflow' ? ['tensorflow'] : ['tensorflow-cpu', 'tensorflow']
  const { status, stdout } = await runCommand(python, ['-c', locateInstalled, ...names])
  if (status !== 0) return null
  return JSON.parse(stdout) as { folder: string; version: string } | null
}

async function unpack(python: string, source: string, into: string): Promise<UnpackedTensorflow> {
  const result = await runCommand(python, ['-c', unpackScript, source, into])
  if (result.status !== 0) {
    throw new TensorflowInstallationError(
      'wheel',
      `TensorFlow's C library could not be taken from ${source}: ${lastLines(result, 1)}`,
      `A Linux wheel of TensorFlow ${testedTensorflow} has it; pip download --no-deps tensorflow-cpu==${testedTensorflow} fetches one.`,
    )
  }
  const facts = JSON.parse(result.stdout) as { version: string; cuda: string | null; cudnn: string | null }
  return {
    version: facts.version,
    origin: source,
    cuda: facts.cuda === null ? null : { cuda: facts.cuda, cudnn: facts.cudnn ?? 'unknown' },
  }
}

const locateInstalled = `
import importlib.metadata, json, os, sys
for name in sys.argv[1:]:
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        continue
    folder = str(found.locate_file('tensorflow'))
    if os.path.exists(os.path.join(folder, 'libtensorflow_cc.so.2')):
        print(json.dumps({'folder': folder, 'version': found.version}))
        break
else:
    print('null')
`

/**
 * Copies the C headers, with those that they include, and the two shared libraries. The addon is linked with -ltensorflow and
 * -ltensorflow_framework, so these names point at the libraries in the wheel. Files of an installed TensorFlow are hard-linked if
 * the file system allows it. CUDA libraries that pip installed next to it are found in ../nvidia, where the libraries of a wheel
 * look for them.
 */
const unpackScript = `
import json, os, re, shutil, sys, zipfile
source, into = sys.argv[1:3]
headers = ('tensorflow/c/', 'tensorflow/core/platform/', 'tensorflow/tsl/', 'tsl/', 'xla/tsl/')
libraries = ('libtensorflow_cc.so.2', 'libtensorflow_framework.so.2')

def target(name):
    if name.startswith('tensorflow/include/'):
        inner = name[len('tensorflow/include/'):]
        return os.path.join(into, 'include', inner) if inner.startswith(headers) and inner.endswith('.h') else None
    inner = name[len('tensorflow/'):]
    return os.path.join(into, 'lib', inner) if inner in libraries else None

def place(name, put):
    path = target(name)
    if path:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        put(path)

def write(stream, path):
    with open(path, 'wb') as out:
        shutil.copyfileobj(stream, out, 1 << 24)

def link(origin, path):
    try:
        os.link(origin, path)
    except OSError:
        shutil.copyfile(origin, path)

if os.path.isdir(source):
    for folder, _, files in os.walk(source):
        for file in files:
            origin = os.path.join(folder, file)
            place('tensorflow/' + os.path.relpath(origin, source).replace(os.sep, '/'), lambda path: link(origin, path))
    with open(os.path.join(source, 'python/platform/build_info.py')) as text:
        info = text.read()
    nvidia = os.path.join(os.path.dirname(source), 'nvidia')
    if os.path.isdir(nvidia):
        os.symlink(nvidia, os.path.join(into, 'nvidia'))
else:
    with zipfile.ZipFile(source) as wheel:
        for name in wheel.namelist():
            def extract(path, name=name):
                with wheel.open(name) as stream:
                    write(stream, path)
            place(name, extract)
        info = wheel.read('tensorflow/python/platform/build_info.py').decode()

for library in libraries:
    if not os.path.exists(os.path.join(into, 'lib', library)):
        raise SystemExit(library + ' is not in it')
    plain = library.replace('_cc', '').replace('.so.2', '.so')
    os.symlink(library, os.path.join(into, 'lib', plain))

def fact(key):
    found = re.search(r"'" + key + r"', '([^']*)'", info)
    return found.group(1) if found else None

number = re.search(r'-([0-9][^-]*)-', os.path.basename(source))
print(json.dumps({'version': number.group(1) if number else 'unknown', 'cuda': fact('cuda_version'), 'cudnn': fact('cudnn_version')}))
`
