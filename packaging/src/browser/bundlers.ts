import { build as buildByEsbuild } from 'esbuild'
import { cpSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { build as buildByVite } from 'vite'
import webpack from 'webpack'
import { isThorough } from '../thorough.js'

/** Writes the program as a bundler's user would have it, in JavaScript, beside a page that loads it. */
export function writeProgram(project: string): void {
  mkdirSync(join(project, 'src'), { recursive: true })
  for (const name of ['main', 'program', 'worker']) {
    const source = readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8')
    const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } })
    writeFileSync(join(project, 'src', `${name}.js`), outputText)
  }
  writeFileSync(join(project, 'index.html'), page('./src/main.js'))
}

/** A document that loads a module. */
export const page = (script: string): string => `<!doctype html><meta charset="utf-8"><script type="module" src="${script}"></script>`

/** Copies the .wasm files that the option wasmFolder names. */
export function copyWasm(project: string, destination: string): void {
  const folder = join(realpathSync(join(project, 'node_modules', '@tensorflow', 'tfjs-backend-wasm')), 'wasm-out')
  cpSync(folder, destination, { recursive: true, filter: path => !path.endsWith('.js') })
}

/** Each makes a folder with a page, index.html, of the program in `project`, minified; webpack's minifier takes minutes. */
export const bundlers: Readonly<Record<string, (project: string, folder: string) => Promise<void>>> = {
  /** It does not bundle workers, so those of core are named as entries, as the README of core says. */
  async esbuild(project, folder) {
    const workers = ['passWorker', 'selectionWorker'].map(name => ({ in: `@mixtura/core/${name}`, out: name }))
    const own = ['main', 'worker'].map(name => ({ in: join(project, 'src', `${name}.js`), out: name }))
    await buildByEsbuild({ absWorkingDir: project, entryPoints: [...own, ...workers], bundle: true, minify: true, format: 'esm', outdir: folder, logLevel: 'silent' })
    writeFileSync(join(folder, 'index.html'), page('./main.js'))
  },
  async vite(project, folder) {
    await buildByVite({ configFile: false, root: project, base: './', logLevel: 'silent', worker: { format: 'es' }, build: { outDir: folder, emptyOutDir: true, target: 'esnext', chunkSizeWarningLimit: 10_000 } })
  },
  async webpack(project, folder) {
    await new Promise<void>((resolve, reject) => {
      webpack({ mode: 'production', context: project, entry: './src/main.js', output: { path: folder }, optimization: { minimize: isThorough }, performance: { hints: false } }, (error, stats) => {
        const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {}
        const messages = [...errors, ...warnings].map(({ message }) => message)
        if (error || messages.length > 0) reject(error ?? new Error(messages.join('\n')))
        else resolve()
      })
    })
    writeFileSync(join(folder, 'index.html'), page('./main.js'))
  },
}
