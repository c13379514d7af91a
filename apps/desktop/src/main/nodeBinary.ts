import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** There is no Node binary to run the engine. */
export class NodeBinaryMissingError extends Error {
  override readonly name = 'NodeBinaryMissingError'
  readonly code = 'node-binary-missing'
  constructor(readonly lookedAt: readonly string[]) {
    super(
      `Studio's engine needs a Node binary, but there is none at ${lookedAt.join(', ')}. ` +
        'Install Node 20.19 or newer, or set MIXTURA_NODE to its path.',
    )
  }
}

export interface NodeBinaryPlaces {
  readonly environment: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  /** Electron's `process.resourcesPath`, which contains the Node binary of a release. */
  readonly resources: string
  readonly exists?: (path: string) => boolean
}

/**
 * Finds the Node binary for the engine: MIXTURA_NODE, else the one in the app's resources, else the one on PATH.
 * Electron's own binary cannot be used: its V8 refuses memory that native modules allocate, and its fuse is off.
 *
 * @throws {NodeBinaryMissingError}
 */
export function findNodeBinary({ environment, platform, resources, exists = existsSync }: NodeBinaryPlaces): string {
  const name = platform === 'win32' ? 'node.exe' : 'node'
  const given = environment['MIXTURA_NODE']
  const onPath = (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter).filter(folder => folder !== '')
  const places = [...(given ? [given] : []), join(resources, 'node', name), ...onPath.map(folder => join(folder, name))]
  const found = places.find(place => exists(place))
  if (found) return found
  throw new NodeBinaryMissingError([...(given ? [given] : []), join(resources, 'node', name), 'any folder of PATH'])
}
