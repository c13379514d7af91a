import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, it } from 'vitest'
import { packageFile } from './packages.js'

/** The packages that a module of a package loads before it runs: those that it and its own modules import statically. */
function loadedAtOnce(name: string, modules: readonly string[]): readonly string[] {
  const [read, outside] = [new Set<string>(), new Set<string>()]
  const follow = (module: string): void => {
    if (read.has(module)) return
    read.add(module)
    for (const [, imported] of readFileSync(packageFile(name, module), 'utf8').matchAll(/^(?:import|export)\b[^;]*? ?from "([^"]+)";$|^import "([^"]+)";$/gm)) {
      if (imported!.startsWith('.')) follow(posix.join(posix.dirname(module), imported!))
      else outside.add(imported!)
    }
  }
  modules.forEach(follow)
  return [...outside].filter(each => !each.startsWith('node:')).sort()
}

// The command answers --version and --help at once: it must load nothing large before it knows what it is asked.
it('the command loads nothing but argument checks at its start', () => {
  expect(loadedAtOnce('cli', ['dist/index.js'])).toEqual(['@mixtura/numerics/validation'])
})

it('the list of the families needs neither TensorFlow.js nor DuckDB', () => {
  expect(loadedAtOnce('cli', ['dist/families.js'])).toEqual(['@mixtura/models', '@mixtura/numerics', '@mixtura/numerics/validation'])
  expect(loadedAtOnce('models', ['dist/index.js'])).toEqual(['@mixtura/core', '@mixtura/core/validation', '@mixtura/numerics', '@mixtura/numerics/validation'])
})

it('core and numerics load nothing but each other', () => {
  expect(loadedAtOnce('core', ['dist/index.js', 'dist/validation.js', 'dist/passWorker.js', 'dist/selectionWorker.js'])).toEqual(['@mixtura/numerics', '@mixtura/numerics/validation'])
  expect(loadedAtOnce('numerics', ['dist/index.js', 'dist/validation.js'])).toEqual([])
})
