import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { unpack } from '@publint/pack'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { packageNames, type Manifest } from './packages.js'

const tarballOf = (name: string): Buffer<ArrayBuffer> => readFileSync(inject('tarballs')[name]!)

describe.each(packageNames)('the tarball of %s', name => {
  const files = new Map<string, Buffer>()
  let manifest: Manifest
  const textOf = (path: string): string => files.get(path)!.toString('utf8')

  beforeAll(async () => {
    const { files: packed, rootDir } = await unpack(tarballOf(name).buffer)
    for (const file of packed) files.set(posix.relative(rootDir, file.name), Buffer.from(file.data))
    manifest = JSON.parse(textOf('package.json')) as Manifest
  })

  it('holds what was built, the README and the license, and nothing else', () => {
    const expected = /^(?:package\.json|README\.md|LICENSE|dist\/(?:browser\/)?[\w-]+\.(?:js|js\.map|d\.ts)|dist\/third-party-licenses\.txt|bin\/[\w-]+\.mjs|samples\/[\w.-]+)$/
    expect([...files.keys()].filter(path => !expected.test(path))).toEqual([])
    expect([...files.keys()]).toEqual(expect.arrayContaining(['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts']))
  })

  it('tells installers and bundlers what they ask', () => {
    expect(manifest).toMatchObject({ license: 'Apache-2.0', type: 'module', engines: { node: '>=20.19' }, publishConfig: { access: 'public' } })
    expect(manifest.sideEffects).toBeDefined()
    const ranges = Object.values({ ...manifest.dependencies, ...manifest.peerDependencies })
    expect(ranges.filter(range => !/^[~^]?\d/.test(range))).toEqual([])
  })

  it('runs nothing when it is installed', () => {
    const lifecycle = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']
    expect(Object.keys(manifest.scripts ?? {}).filter(script => lifecycle.includes(script))).toEqual([])
  })

  it('has source maps with their sources', () => {
    const modules = [...files.keys()].filter(path => path.endsWith('.js') && files.get(path)!.length > 0)
    const faults = modules.flatMap(path => {
      const named = /\/\/# sourceMappingURL=(.*)$/m.exec(textOf(path))?.[1]
      if (named === undefined) return textOf(path).includes('src/') ? [`${path} has no map`] : []
      const { sources, sourcesContent } = JSON.parse(textOf(posix.join(posix.dirname(path), named))) as { sources: string[]; sourcesContent?: (string | null)[] }
      return sources.filter((_, i) => typeof sourcesContent?.[i] !== 'string').map(source => `${path} lacks ${source}`)
    })
    expect(faults).toEqual([])
    expect([...files.keys()].filter(path => path.endsWith('.d.ts') && textOf(path).includes('sourceMappingURL'))).toEqual([])
  })

  it('has links in its README that lead somewhere from everywhere', () => {
    expect([...textOf('README.md').matchAll(/\]\((?!https:\/\/|#)([^)]*)\)/g)].map(([, link]) => link)).toEqual([])
  })

  it('satisfies publint', async () => {
    const { messages } = await publint({ pack: { tarball: tarballOf(name).buffer }, strict: true })
    expect(messages.map(message => formatMessage(message, manifest as never, { color: false }))).toEqual([])
  })

  it('has types that are right wherever modules are ES modules', async () => {
    const subject = createPackageFromTarballData(new Uint8Array(tarballOf(name)))
    // Workers are started by their address; nobody imports them.
    const analysis = await checkPackage(subject, { excludeEntrypoints: [/Worker$/] })
    // Node 20.19 and later can require ES modules; older module resolutions cannot, and are not supported.
    const problems = analysis.types === false ? ['no types'] : analysis.problems.filter(({ kind, ...problem }) =>
      kind !== 'CJSResolvesToESM' && !('resolutionKind' in problem && problem.resolutionKind === 'node10'))
    expect(problems).toEqual([])
  })
})
