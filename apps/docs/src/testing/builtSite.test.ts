import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { linkFaults } from './builtSite.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mixtura-links-'))
  writeFileSync(join(folder, 'index.html'), '<a class="x" href="/base/page.html#there">1</a><a href="/base/page#gone">2</a><a href="/page">3</a><a href="/base/missing">4</a>')
  writeFileSync(join(folder, 'page.html'), '<h2 id="there"></h2><a href="./">1</a><script src="https://cdn.example/x.js"></script><a href="http://plain.example/">2</a>')
})
afterAll(() => rmSync(folder, { recursive: true }))

it('linkFaults finds each way in which a link can be wrong', () => {
  expect(linkFaults({ folder, base: '/base/' })).toEqual([
    'index.html: <a> /base/page#gone leads to no heading',
    'index.html: <a> /page lies outside of /base/',
    'index.html: <a> /base/missing leads to no file',
    'page.html: <script> https://cdn.example/x.js is loaded from another host',
    'page.html: <a> http://plain.example/ is no https address',
  ])
})
