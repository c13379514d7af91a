import process from 'node:process'
import { parseArgs } from 'node:util'
import { TensorflowInstallationError } from '../errors.js'
import { installTensorflow } from './installTensorflow.js'

const usage = `mixtura-install-tensorflow: makes @tensorflow/tfjs-node work where its own installation does not.

  --gpu             the package for NVIDIA GPUs, @tensorflow/tfjs-node-gpu
  --from <source>   download (the package's own) or wheel (a TensorFlow for Python); left out, whichever works
  --wheel <file>    this TensorFlow wheel
  --force           build again what already works

It needs Linux, a C++ compiler and Python 3 with pip, unless the package's own download is reachable.
`

/**
 * The program `mixtura-install-tensorflow`.
 *
 * @param args of the command line, without the program.
 * @returns the exit status: 0 if the backend works, 1 if not, 2 for invalid arguments.
 */
export async function runInstaller(args: readonly string[]): Promise<number> {
  const options = readArguments(args)
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`)
    return 2
  }
  if (options.help) {
    process.stdout.write(usage)
    return 0
  }
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  try {
    const { packageName, wasPresent, verification } = await installTensorflow({
      packageName: options.gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node',
      wheel: options.wheel ?? null,
      source: options.from ?? null,
      force: options.force ?? false,
      report: say,
    })
    const { tensorflow, usesGpu, lossBefore, lossAfter } = verification
    say(
      `${packageName} ${wasPresent ? 'works already' : 'works'}: TensorFlow ${tensorflow} on the ${usesGpu ? 'GPU' : 'CPU'}, ` +
        `twenty training steps took a loss from ${lossBefore.toFixed(3)} to ${lossAfter.toFixed(3)}.`,
    )
    return 0
  } catch (error) {
    if (!(error instanceof TensorflowInstallationError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

interface Arguments {
  readonly gpu?: boolean
  readonly from?: 'download' | 'wheel'
  readonly wheel?: string
  readonly force?: boolean
  readonly help?: boolean
}

/** @returns the options, or a sentence that says what is wrong with the arguments. */
function readArguments(args: readonly string[]): Arguments | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        gpu: { type: 'boolean' },
        from: { type: 'string' },
        wheel: { type: 'string' },
        force: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    if (values.from !== undefined && values.from !== 'download' && values.from !== 'wheel') {
      return `--from must be download or wheel, but it is '${values.from}'.`
    }
    return values as Arguments
  } catch (error) {
    return (error as Error).message
  }
}
