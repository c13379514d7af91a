import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../../../../shared/data/mnist/', import.meta.url))

/** The files of MNIST beside the project; null where there are none. */
export const mnistFolder = existsSync(folder) ? folder : null
