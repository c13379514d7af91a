import { ensureBackend, InvalidModelFileError, requireModelArrays, type ModelFile, type SavedArray, type SavedSettings } from '@mixtura/tensor'
import { assignArrays } from '../models/networkArrays.js'
import { sizeOf } from '../networks/networkDesign.js'
import { savedDesign, savedEncoding, savedShape } from '../networks/savedDesign.js'
import type { AnomalyEncoder } from './anomalyEncoder.js'
import { anomalyNetworks, shapesOfDesign, type AnomalyNetworkDesign } from './anomalyNetworks.js'
import { columnsEncoder } from './columnsEncoder.js'
import { gradientsEncoder } from './gradientsEncoder.js'
import { networksEncoder } from './networksEncoder.js'
import { gradientCount } from './orientedGradients.js'

/** The encoder that `save` wrote. @throws {InvalidModelFileError} for settings or arrays that are none. */
export async function loadEncoder(saved: SavedSettings, arrays: ModelFile['arrays']): Promise<AnomalyEncoder> {
  switch (saved.oneOf('kind', ['columns', 'gradients', 'networks'])) {
    case 'columns':
      return loadColumns(saved, arrays)
    case 'gradients':
      return loadGradients(saved, arrays)
    case 'networks':
      return loadNetworks(saved, arrays)
  }
}

function loadColumns(saved: SavedSettings, arrays: ModelFile['arrays']): AnomalyEncoder {
  requireModelArrays({}, arrays)
  const inputs = saved.whole('inputs')
  const columns = saved.wholes('columns', { from: 0, to: inputs - 1 })
  if (columns.length < 1 || columns.some((column, at) => at > 0 && column <= columns[at - 1])) {
    throw new InvalidModelFileError("setting 'columns'", 'ascending numbers of columns', `[${columns.slice(0, 9).join(', ')}]`)
  }
  return columnsEncoder({ inputs, columns })
}

/** Largest side of an image. Larger ones in a file are damage. */
const maxSide = 100_000

function loadGradients(saved: SavedSettings, arrays: ModelFile['arrays']): AnomalyEncoder {
  const shape = savedShape(saved, 'shape')
  if (shape.length !== 3 || shape.some(side => side > maxSide)) {
    throw new InvalidModelFileError("setting 'shape'", '[height, width, channels]', `[${shape.join(', ')}]`)
  }
  const size = gradientCount(shape)
  const directions: SavedArray | undefined = arrays['directions']
  const code = directions?.shape.length === 2 ? directions.shape[1] : 0
  if (!directions || directions.shape[0] !== size || code < 1 || code > size) {
    throw new InvalidModelFileError("array 'directions'", `of shape [${size}, 1 to ${size}]`, directions ? `of shape [${directions.shape.join(', ')}]` : 'absent')
  }
  requireModelArrays({ directions: [size, code] }, arrays)
  return gradientsEncoder({ shape, directions: directions.data })
}

async function loadNetworks(saved: SavedSettings, arrays: ModelFile['arrays']): Promise<AnomalyEncoder> {
  const design = designFrom(saved.settings('design'))
  requireModelArrays(shapesOfDesign(design), arrays)
  const scale = savedEncoding(saved.settings('scale'), sizeOf(design.shape))
  await ensureBackend()
  const networks = anomalyNetworks(design, 0)
  try {
    assignArrays(networks.parameters, arrays)
  } catch (error) {
    networks.dispose()
    throw error
  }
  return networksEncoder({ design, networks, scale })
}

function designFrom(saved: SavedSettings): AnomalyNetworkDesign {
  return {
    shape: savedShape(saved, 'shape'),
    network: savedDesign(saved.settings('network')),
    code: saved.whole('code'),
    components: saved.whole('components'),
    estimationWidths: saved.wholes('estimationWidths'),
    dropout: saved.number('dropout', { from: 0, to: 1 }),
  }
}
