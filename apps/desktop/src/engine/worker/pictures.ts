import type { Picture } from '@mixtura/models'
import type { Matrix } from '@mixtura/numerics'
import type { ImageShape } from '../../contract/imageShape.js'
import type { Images, Picture as ShownPicture } from '../../contract/fit.js'
import type { Plane } from '../plane.js'
import { projectComponents, projectRows } from '../plane.js'
import { CodePlane } from './codePlane.js'

/** Lowest and highest value of a table: black and white. */
export interface Brightness {
  readonly black: number
  readonly white: number
}

/** Makes pictures of what a fit draws. */
export class Pictures {
  readonly #brightness: () => Brightness
  readonly #codes = new CodePlane()

  constructor(brightness: () => Brightness) {
    this.#brightness = brightness
  }

  draw(picture: Picture, plane: Plane): ShownPicture {
    switch (picture.kind) {
      case 'mixture':
        return { kind: 'ellipses', ellipses: projectComponents(plane, picture.mixture) }
      case 'codes':
        return { kind: 'codes', rows: picture.rows.slice(), ...this.#codes.draw(picture.codes, picture.mixture) }
      case 'images':
        return { kind: 'images', ...imagesOf(picture.images, picture.shape, this.#brightness()) }
      case 'samples':
        return { kind: 'samples', positions: projectRows(plane, picture.samples) }
    }
  }
}

/** Rows as images whose values are clipped to 0 to 1. */
export function imagesOf({ data }: Pick<Matrix, 'data'>, shape: Readonly<ImageShape>, { black, white }: Brightness): Images {
  const range = white > black ? white - black : 1
  return { shape: [...shape], pixels: Float32Array.from(data, value => Math.min(1, Math.max(0, (value - black) / range))) }
}

/** Brightness of a table in the units of its samples. Its cells are read when it is first asked for. */
export function lazyBrightness(samples: Pick<Matrix, 'data'>): () => Brightness {
  let brightness: Brightness | undefined
  return () => (brightness ??= brightnessOf(samples))
}

function brightnessOf({ data }: Pick<Matrix, 'data'>): Brightness {
  let [black, white] = [Infinity, -Infinity]
  for (let at = 0; at < data.length; at++) {
    const value = data[at]!
    if (value < black) black = value
    if (value > white) white = value
  }
  return { black, white }
}
