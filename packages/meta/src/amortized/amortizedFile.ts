import { requireObject } from '@mixtura/numerics/validation'
import { InvalidModelFileError, type JsonValue, readModelFile, requireModelArrays, SavedSettings, writeModelFile } from '@mixtura/tensor'
import { namedArrays } from '../learners/readLearner.js'
import { createAmortizedStart, type AmortizedStart } from './amortizedStart.js'
import { designToJson, proposalShapes, type ProposalDesign } from './proposalNetwork.js'

const kind = 'amortized-start'
const version = 1

/** Serialises a proposal network: its design, parameters and history. */
export function saveAmortizedStart(start: AmortizedStart): Uint8Array {
  requireObject('start', start, { what: 'what trainAmortizedStart answered', fields: { design: 'object', parameters: 'object', history: 'list' }, remedy: 'Pass it as it is.' })
  namedArrays('start.parameters', start.parameters)
  const { design, parameters, history } = start
  requireObject('start.design', design, {
    what: 'the design of a proposal network',
    fields: { columns: 'number', components: 'list', cells: 'number', width: 'number', heads: 'number', blocks: 'number' },
    remedy: 'Pass it as it is.',
  })
  // Numbers of a history are finite, and JSON stores finite numbers exactly.
  const settings = { design: designToJson(design), history: history as unknown as JsonValue }
  return writeModelFile(kind, version, { settings, arrays: parameters })
}

/**
 * Reads a proposal network that saveAmortizedStart wrote.
 *
 * @throws {InvalidCheckpointError} if the bytes are truncated or changed.
 * @throws {InvalidModelFileError} if they hold something else, or if settings and arrays do not match.
 */
export function loadAmortizedStart(bytes: Uint8Array): AmortizedStart {
  const { settings, arrays } = readModelFile(kind, version, bytes, 'function')
  const saved = new SavedSettings(settings, 'function')
  const design = designFrom(saved.settings('design'))
  requireModelArrays(proposalShapes(design), arrays, 'function')
  return createAmortizedStart(design, arrays, saved.history('history'))
}

/** Largest number of cells that a file may ask for. The network's work grows with the square of it. */
const maxCells = 4096
/** Largest number of attention blocks. Each has its own arrays. */
const maxBlocks = 1000

function designFrom(saved: SavedSettings): ProposalDesign {
  const [least, greatest, ...others] = saved.wholes('components')
  if (greatest === undefined || least > greatest || others.length > 0) {
    throw new InvalidModelFileError("setting 'design.components'", 'the least and the greatest number', saved.json, 'function')
  }
  const heads = saved.whole('heads')
  const width = saved.whole('width', { from: heads })
  if (width % heads !== 0) throw new InvalidModelFileError("setting 'design.width'", `a multiple of the ${heads} heads`, `${width}`, 'function')
  return {
    columns: saved.whole('columns'),
    components: [least, greatest],
    cells: saved.whole('cells', { from: greatest, to: maxCells }),
    width,
    heads,
    blocks: saved.whole('blocks', { from: 2, to: maxBlocks }),
  }
}
