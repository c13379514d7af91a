// Builds the package of the current folder into dist: a few modules that load quickly, with source maps that hold their sources, and
// one declaration file per door. `node ../../scripts/buildPackage.mjs index=src/index.ts` makes dist/index.js, and dist/index.d.ts if
// package.json names it. A door with a condition `browser` is built once more, without the modules that need Node. Further arguments:
// `--inline=NAME` takes the code of a dependency in.
// `--together=SOURCE` keeps a module and all that it imports at once in one chunk, before the modules that are imported later take their
//   own chunks: both share modules.
// `--whole=NAME=SOURCE` makes dist/NAME.js a single file that holds whatever it imports of this package: bundlers that write workers as
//   classic scripts accept nothing else. It has no source map, which would hold most sources once more.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'
import { run } from './bootstrap.mjs'
import { pureInitializers } from './pureInitializers.mjs'

const folder = process.cwd()
const { exports: doors, sideEffects } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const given = process.argv.slice(2).map(argument => argument.split('='))
/** Sources by the names of the modules that are made of them. */
const entries = Object.fromEntries(given.filter(([name]) => !name.startsWith('--')))
const valuesOf = option => given.filter(([name]) => name === option).map(([, ...values]) => values)
const inlined = valuesOf('--inline').flat()
const together = valuesOf('--together').flat()
const wholes = valuesOf('--whole')

/** Files of other packages are read only if these packages are inlined; then the files that they import are read too. */
const isOfPackage = path => path !== undefined && path.includes(`${sep}node_modules${sep}`)
const isOwn = id => id.startsWith('.') || isAbsolute(id)

/** `import text from './x.js?raw'`: the text of a file, of this package or of another one. */
const rawText = {
  name: 'raw-text',
  resolveId: (id, importer) => (id.endsWith('?raw') ? `${createRequire(importer).resolve(id.slice(0, -'?raw'.length))}?raw` : null),
  load: id => (id.endsWith('?raw') ? `export default ${JSON.stringify(readFileSync(id.slice(0, -'?raw'.length), 'utf8'))}` : null),
}

/** Puts one empty module in the place of those that import from Node. Browsers never run them: they are imported where Node is found. */
const withoutNode = {
  name: 'without-node',
  async resolveId(id, importer) {
    if (id.startsWith('node:')) this.error(`${id} would be needed in browsers: import it at the top of a module that only Node imports.`)
    if (!id.startsWith('.') || id.endsWith('?raw')) return null
    const resolved = await this.resolve(id, importer, { skipSelf: true })
    return resolved && /^import (?!type).*'node:/m.test(readFileSync(resolved.id, 'utf8')) ? '\0onlyNode' : resolved
  },
  load: id => (id === '\0onlyNode' ? 'export {}' : null),
}

async function bundle(input, output, { plugins = [], inlined = [] } = {}) {
  const bundled = await rolldown({
    cwd: folder,
    input,
    platform: 'neutral',
    experimental: { attachDebugInfo: 'none', nativeMagicString: true },
    external: (id, importer) => !isOwn(id) && !inlined.includes(id) && !isOfPackage(importer) && !id.endsWith('?raw'),
    transform: { target: 'es2022' },
    plugins: [rawText, ...plugins, ...(sideEffects === true ? [] : [pureInitializers])],
    // A slow machine is not an error of the sources.
    checks: { bundlerTimings: false },
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message)
    },
  })
  const { output: written } = await bundled.write({ format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js', ...output })
  await bundled.close()
  return written.flatMap(({ moduleIds = [] }) => moduleIds)
}

async function buildModules() {
  const output = { sourcemap: true, comments: { legal: true, annotation: true, jsdoc: false } }
  const isLater = (id, graph) => graph.getModuleInfo(id).dynamicImporters.length > 0
  const groups = [
    ...together.map(source => ({ name: basename(source, '.ts'), test: join(folder, source) })),
    { name: (id, graph) => (isLater(id, graph) ? basename(id, '.ts') : null) },
  ]
  const modules = await bundle(entries, { ...output, dir: 'dist', ...(together.length > 0 && { codeSplitting: { groups } }) }, { inlined })
  for (const [name, source] of wholes) modules.push(...(await bundle({ [name]: source }, { ...output, sourcemap: false, dir: 'dist', codeSplitting: false }, { inlined })))
  writeLicenses(modules)
  const forBrowsers = Object.values(doors).filter(door => door.browser).map(door => basename(door.browser, '.js'))
  if (forBrowsers.length === 0) return
  await bundle(Object.fromEntries(forBrowsers.map(name => [name, entries[name]])), { ...output, dir: 'dist/browser' }, { inlined, plugins: [withoutNode] })
}

/** The licenses of the packages whose code was taken in. */
function writeLicenses(modules) {
  const folders = [...new Set(modules.filter(isOfPackage).map(id => packageFolder(dirname(id))))].sort()
  const texts = folders.map(path => {
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    const file = readdirSync(path).find(entry => /^licen[sc]e/i.test(entry))
    return `${name} ${version} (${license})\n${file ? `\n${readFileSync(join(path, file), 'utf8').trim()}\n` : ''}`
  })
  if (texts.length > 0) writeFileSync(join(folder, 'dist', 'third-party-licenses.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`))
}

const packageFolder = path => (existsSync(join(path, 'package.json')) && JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')).name ? path : packageFolder(dirname(path)))

/** The compiler checks the types and declares every module; then the declarations of each door become one file. */
async function buildDeclarations() {
  const compiler = join(createRequire(join(folder, 'package.json')).resolve('typescript/package.json'), '..', 'bin', 'tsc')
  const options = ['-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--declarationMap', 'false', '--outDir', 'dist/declared']
  const status = await run(process.execPath, [compiler, ...options], { cwd: folder })
  if (status !== 0) process.exit(status)
  const names = Object.values(doors).filter(door => door.types).map(door => basename(door.types, '.d.ts'))
  const declared = name => join(folder, 'dist', 'declared', entries[name].replace(/^src\/(.*)\.ts$/, '$1.d.ts'))
  await bundle(Object.fromEntries(names.map(name => [name, declared(name)])), { dir: 'dist', sourcemap: false, entryFileNames: '[name].ts', chunkFileNames: '[name].ts' }, { plugins: [dts({ dtsInput: true, emitDtsOnly: true, sourcemap: false })] })
  rmSync(join(folder, 'dist', 'declared'), { recursive: true })
}

rmSync(join(folder, 'dist'), { recursive: true, force: true })
await Promise.all([buildModules(), buildDeclarations()])
