import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface WebHostOptions {
  /** Port of the server; 0 for any free port. */
  readonly port: number
  readonly open: boolean
  /** Folder in which each run makes its own folder; null for the user's cache folder. */
  readonly stateFolder: string | null
  /** Absolute path of the file to open at the start; null if there is none. */
  readonly file: string | null
  /** Absolute path of a module that exports model families as `modelFamilies`; null for those of the catalogue. */
  readonly families: string | null
  /** Most memory for a table, MB: a larger one stays on disk. Null for a quarter of the free memory. */
  readonly memoryLimit: number | null
}

/** The command line cannot be used. The message is for the terminal. */
export class CommandLineError extends Error {
  override readonly name = 'CommandLineError'
}

const usage = 'Usage: mixtura-studio [FILE] [--port NUMBER] [--no-open] [--state-folder FOLDER] [--memory-limit MB] [--families MODULE]'

/** @throws {CommandLineError} */
export function parseCommandLine(args: readonly string[]): WebHostOptions {
  const { values, positionals } = parse(args)
  const port = Number(values.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CommandLineError(`--port must be a whole number from 0 to 65535, but it is ${values.port}.`)
  }
  if (positionals.length > 1) throw new CommandLineError(`One file at a time, please. ${usage}`)
  const file = positionals[0] === undefined ? null : resolve(positionals[0])
  if (file !== null && !(existsSync(file) && statSync(file).isFile())) {
    throw new CommandLineError(`There is no file ${file}.`)
  }
  const families = values.families === undefined ? null : resolve(values.families)
  if (families !== null && !(existsSync(families) && statSync(families).isFile())) {
    throw new CommandLineError(`--families must be a module that exports modelFamilies, but there is no file ${families}.`)
  }
  const stateFolder = values['state-folder']
  const limit = values['memory-limit']
  if (limit !== undefined && !/^\d{1,9}$/.test(limit)) throw new CommandLineError(`--memory-limit must be a whole number of megabytes, but it is ${limit}.`)
  return { port, open: !values['no-open'], stateFolder: stateFolder ? resolve(stateFolder) : null, file, families, memoryLimit: limit === undefined ? null : Number(limit) }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        'state-folder': { type: 'string' },
        'memory-limit': { type: 'string' },
        families: { type: 'string' },
      },
    })
  } catch (error) {
    throw new CommandLineError(`${error instanceof Error ? error.message : String(error)} ${usage}`)
  }
}
