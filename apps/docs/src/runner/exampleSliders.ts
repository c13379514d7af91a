/** A number of an example that the reader may change. */
export interface ExampleSlider {
  readonly name: string
  readonly value: number
  readonly minimum: number
  readonly maximum: number
  readonly step: number
}

/** A line such as `const components = 2 // try 1 to 6`, or `const smoothness = 1 // try 0 to 3 by 0.25`. */
const declaration = /^const (\w+) = ([\d.]+) \/\/ try ([\d.]+) to ([\d.]+)(?: by ([\d.]+))?$/gm

export const slidersOf = (code: string): ExampleSlider[] =>
  [...code.matchAll(declaration)].map(([, name, value, minimum, maximum, step = '1']) => ({
    name: name!, value: Number(value), minimum: Number(minimum), maximum: Number(maximum), step: Number(step),
  }))

/** The code as it runs in the reader's browser: with the numbers of `exampleSliders`, where the worker has set them. */
export const withSliders = (code: string): string =>
  code.replace(declaration, (_, name: string, value: string) => `const ${name} = globalThis.exampleSliders?.${name} ?? ${value}`)
