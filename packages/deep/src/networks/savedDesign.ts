import { activationNames, InvalidModelFileError, type Activation, type SavedSettings } from '@mixtura/tensor'
import type { SampleEncoding } from '../samples/prepareSamples.js'
import { sizeOf, type NetworkDesign } from './networkDesign.js'

/** Largest number of convolutions in a design; each halves the image. */
const maxConvolutions = 16

/** @throws {InvalidModelFileError} unless the setting is a network design. */
export function savedDesign(saved: SavedSettings): NetworkDesign {
  const activation = saved.has('activation') ? { activation: savedActivation(saved, 'activation') } : {}
  if (saved.oneOf('kind', ['dense', 'convolutional']) === 'dense') return { kind: 'dense', widths: saved.wholes('widths'), ...activation }
  const filters = saved.has('filters') ? { filters: saved.wholes('filters') } : {}
  const count = filters.filters?.length ?? 1
  if (count < 1 || count > maxConvolutions) {
    throw new InvalidModelFileError('number of convolutions', `from 1 to ${maxConvolutions}`, `${count}`)
  }
  return {
    kind: 'convolutional',
    ...filters,
    ...(saved.has('window') ? { window: saved.whole('window') } : {}),
    ...(saved.has('widths') ? { widths: saved.wholes('widths') } : {}),
    ...activation,
  }
}

export function savedActivation(saved: SavedSettings, name: string): Activation {
  return saved.oneOf(name, activationNames)
}

/** Shape of one row. @throws {InvalidModelFileError} unless it is [columns] or [height, width, channels]. */
export function savedShape(saved: SavedSettings, name: string): readonly number[] {
  const shape = saved.wholes(name)
  if (shape.length >= 1 && shape.length <= 4 && Number.isSafeInteger(sizeOf(shape))) return shape
  throw new InvalidModelFileError(`setting '${name}'`, '1 to 4 sides of a row', `[${shape.slice(0, 9).join(', ')}]`)
}

/** @throws {InvalidModelFileError} unless offset and factor are one number each or one per column, and no factor is 0. */
export function savedEncoding(saved: SavedSettings, columns: number): SampleEncoding {
  const offset = Array.isArray(saved.value('offset')) ? saved.numbers('offset', columns) : saved.number('offset')
  const factor = Array.isArray(saved.value('factor')) ? saved.numbers('factor', columns) : saved.number('factor')
  if ([factor].flat().includes(0)) throw new InvalidModelFileError("setting 'scale.factor'", 'other than 0', '0')
  return { offset, factor }
}
