import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = path => fileURLToPath(new URL(path, import.meta.url))

/** Packages that stay outside: native ones, those of the workspace, and the one that Electron itself provides. */
const external = [/^@duckdb\//, /^@mixtura\//, 'electron']

/** A program for Node, as ES modules: one for each of `entries`, by its name. */
function nodeProgram(name, entries) {
  return {
    configFile: false,
    logLevel: 'warn',
    define: {
      // ws asks for two native accelerators that are not here; this answers without a try.
      'process.env.WS_NO_BUFFER_UTIL': '"1"',
      'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
    },
    ssr: { target: 'node', noExternal: true },
    build: {
      ssr: true,
      outDir: here(`dist/${name}`),
      target: 'node20',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([entry, path]) => [entry, here(path)])),
        external,
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  }
}

/** A sandboxed preload has no module loader: one CommonJS file. */
const preload = {
  configFile: false,
  logLevel: 'warn',
  build: {
    lib: { entry: here('src/preload/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    outDir: here('dist/preload'),
    target: 'chrome140',
    minify: false,
    rolldownOptions: { external },
  },
}

/** The engine with its worker processes, its hosts, and the window. */
export async function buildStudio() {
  await build(nodeProgram('engine', { entry: 'src/engine/entry.ts', worker: 'src/engine/worker/entry.ts' }))
  await build(nodeProgram('web', { main: 'src/web/main.ts' }))
  await build(nodeProgram('main', { main: 'src/main/main.ts' }))
  await build(preload)
  await build({ configFile: here('vite.renderer.config.ts'), logLevel: 'warn' })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildStudio()
