import { inputShapeOf, sizeOf, type DesignedNetworkOptions, type NetworkDesign } from './networkDesign.js'

/** Shapes of parameters by name. */
export type ParameterShapes = Readonly<Record<string, readonly number[]>>

type NetworkSizes = Pick<DesignedNetworkOptions, 'shape' | 'code' | 'name'>

/** Shapes of the parameters that `encoderOf` creates. No variable is created here. */
export function encoderShapes(design: NetworkDesign, { shape, code, name }: NetworkSizes): ParameterShapes {
  if (design.kind === 'dense') return denseShapes(name, [sizeOf(shape), ...design.widths, code])
  const [height, width, channels] = inputShapeOf(design, shape)
  const { filters = [32, 64], window = 5, widths = [128] } = design
  const shrink = 4 ** filters.length
  return {
    ...convolutionShapes(name, [channels, ...filters], (inputs, outputs) => [window, window, inputs, outputs]),
    ...denseShapes(name, [((height * width) / shrink) * filters[filters.length - 1], ...widths, code]),
  }
}

/** Shapes of the parameters that `decoderOf` creates. No variable is created here. */
export function decoderShapes(design: NetworkDesign, { shape, code, name }: NetworkSizes): ParameterShapes {
  if (design.kind === 'dense') return denseShapes(name, [code, ...design.widths.toReversed(), sizeOf(shape)])
  const [height, width, channels] = inputShapeOf(design, shape)
  const { filters = [32, 64], window = 5, widths = [128] } = design
  const shrink = 4 ** filters.length
  return {
    ...denseShapes(name, [code, ...widths.toReversed(), ((height * width) / shrink) * filters[filters.length - 1]]),
    // A transposed convolution stores its kernel in the layout of the convolution that it transposes.
    ...convolutionShapes(name, [...filters.toReversed(), channels], (inputs, outputs) => [window, window, outputs, inputs]),
  }
}

/** @param units number of inputs, then the units of each layer. */
export function denseShapes(name: string, units: readonly number[]): ParameterShapes {
  return Object.fromEntries(
    units.slice(1).flatMap((outputs, i) => [
      [`${name}/dense${i + 1}/kernel`, [units[i], outputs]],
      [`${name}/dense${i + 1}/bias`, [outputs]],
    ]),
  )
}

function convolutionShapes(name: string, channels: readonly number[], kernel: (inputs: number, outputs: number) => readonly number[]): ParameterShapes {
  return Object.fromEntries(
    channels.slice(1).flatMap((outputs, i) => [
      [`${name}/convolution${i + 1}/kernel`, kernel(channels[i], outputs)],
      [`${name}/convolution${i + 1}/bias`, [outputs]],
    ]),
  )
}
