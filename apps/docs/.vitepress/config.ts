import { defineConfig } from 'vitepress'
import { exampleModules } from '../src/build/exampleModules.js'
import { formulas } from '../src/build/formulas.js'
import { generatedBlocks } from '../src/build/generatedBlocks.js'
import { localeOf } from '../src/build/navigation.js'
import { pictures } from '../src/build/pictures.js'
import { searchTokens } from '../src/build/searchTokens.js'
import { chineseSearch } from '../src/build/searchTexts.js'

/** The path under which the site is served; a host may need another than the root. */
const base = process.env['MIXTURA_DOCS_BASE'] ?? '/'

export default defineConfig({
  title: 'Mixtura',
  base,
  srcDir: 'pages',
  outDir: 'dist',
  rewrites: { 'en/:page*': ':page*' },
  cleanUrls: false,
  lastUpdated: false,
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }]],
  locales: { root: localeOf('en'), zh: localeOf('zh') },
  themeConfig: {
    logo: { src: '/icon.svg', alt: '' },
    search: {
      provider: 'local',
      options: {
        locales: { zh: { translations: chineseSearch } },
        miniSearch: { options: { tokenize: searchTokens }, searchOptions: { combineWith: 'AND', fuzzy: false, prefix: true } },
      },
    },
  },
  markdown: {
    theme: { light: 'github-light', dark: 'github-dark' },
    config: md => {
      formulas(md)
      generatedBlocks(md)
      pictures(md, base)
    },
  },
  vite: {
    plugins: [exampleModules()],
    worker: { format: 'es', plugins: () => [exampleModules()] },
    build: { target: 'es2022', chunkSizeWarningLimit: 3000 },
  },
})
