import type { Plugin } from 'vite'
import { browserExamples, examplePath } from './examples.js'
import { withSliders } from '../runner/exampleSliders.js'

const name = 'virtual:example-modules'
const paths = new Set(browserExamples.map(examplePath))

/** The module `virtual:example-modules`: each example that runs in browsers becomes a chunk, which Run loads. */
export function exampleModules(): Plugin {
  return {
    name: 'mixtura:example-modules',
    // Before types are removed, and comments with them.
    enforce: 'pre',
    resolveId: id => (id === name ? `\0${name}` : undefined),
    load: id => {
      if (id !== `\0${name}`) return undefined
      const entries = browserExamples.map(example => `  ${JSON.stringify(example)}: () => import(${JSON.stringify(examplePath(example))}),`)
      return `export const exampleModules = {\n${entries.join('\n')}\n}\n`
    },
    transform: (code, id) => (paths.has(id) ? { code: withSliders(code), map: null } : undefined),
  }
}
