import type { Plugin } from 'vite'
import { browserExamples, examplePath } from './examples.js'
import { withSliders } from '../runner/exampleSliders.js'

const name = 'virtual:example-modules'
const files = new Set(browserExamples.map(example => moduleFile(examplePath(example))))

/** The file of a path or of a module's id as Vite writes it: with slashes, also on Windows, and without the query that an id may carry. */
export function moduleFile(id: string): string {
  return id.replaceAll('\\', '/').replace(/\?.*$/, '')
}

/** The module `virtual:example-modules`: each example that runs in browsers becomes a chunk, which Run loads. */
export function exampleModules(): Plugin {
  return {
    name: 'mixtura:example-modules',
    // Before types are removed, and comments with them.
    enforce: 'pre',
    resolveId: id => (id === name ? `\0${name}` : undefined),
    load: id => {
      if (id !== `\0${name}`) return undefined
      const entries = browserExamples.map(example => `  ${JSON.stringify(example)}: () => import(${JSON.stringify(moduleFile(examplePath(example)))}),`)
      return `export const exampleModules = {\n${entries.join('\n')}\n}\n`
    },
    transform: (code, id) => (files.has(moduleFile(id)) ? { code: withSliders(code), map: null } : undefined),
  }
}
