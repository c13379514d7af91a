import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const docsFolder = fileURLToPath(new URL('../..', import.meta.url))
export const pagesFolder = join(docsFolder, 'pages')

/** Paths of the files with this ending below a folder, with slashes, in alphabetical order. */
export function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && entry.name.endsWith(ending))
    .map(entry => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

export const readPage = (language: 'en' | 'zh', page: string): string => readFileSync(join(pagesFolder, language, page), 'utf8')

/** Pages of a language that people wrote, by their paths below its folder. The reference is made from docstrings. */
export const writtenPages = (language: 'en' | 'zh'): string[] => filesBelow(join(pagesFolder, language), '.md').filter(page => !page.startsWith('api/'))
