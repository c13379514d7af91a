// Writes the reference of all exports, from their docstrings, into pages/en/api, and into pages/zh/api pages that lead there:
// `npm run reference`. Fails for an export without a docstring.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Application, Converter, ReflectionKind, type Comment, type DeclarationReflection, type Reflection } from 'typedoc'
import type { PluginOptions } from 'typedoc-plugin-markdown'
import { doorAt, doors } from './doors.js'
import { withFormulas } from './withFormulas.js'

const docs = fileURLToPath(new URL('../..', import.meta.url))

const pageOptions: Partial<PluginOptions> = {
  outputFileStrategy: 'modules',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  // The site numbers equal headings in its own way.
  useHTMLAnchors: true,
  anchorPrefix: 'api-',
  useCodeBlocks: true,
  sanitizeComments: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  enumMembersFormat: 'table',
}

const app = await Application.bootstrapWithPlugins({
  entryPoints: doors.map(({ source }) => source),
  tsconfig: join(docs, 'tsconfig.reference.json'),
  plugin: ['typedoc-plugin-markdown'],
  out: join(docs, 'pages', 'en', 'api'),
  readme: 'none',
  skipErrorChecking: true,
  excludeExternals: true,
  excludePrivate: true,
  disableSources: true,
  disableGit: true,
  sort: ['source-order'],
  kindSortOrder: ['Function', 'Class', 'Interface', 'TypeAlias', 'Variable'],
  groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', '*'],
  validation: { notDocumented: false, notExported: false, invalidLink: true, rewrittenLink: false, unusedMergeModuleWith: false },
  preservedTypeAnnotationTags: ['@throws'],
  treatValidationWarningsAsErrors: true,
  ...pageOptions,
})

app.converter.on(Converter.EVENT_RESOLVE_BEGIN, context => {
  for (const reflection of Object.values(context.project.reflections) as Reflection[]) {
    if (reflection.kindOf(ReflectionKind.Module)) reflection.name = doorAt(reflection.name)?.name ?? reflection.name
    if (reflection.comment) keepFormulas(listErrors(reflection.comment))
  }
})

/** The errors of a function as one list: a comment has a tag for each, and names them in braces. */
function listErrors(comment: Comment): Comment {
  const errors = comment.blockTags.filter(({ tag }) => tag === '@throws')
  const [first] = errors
  if (!first) return comment
  const items = errors.map(({ typeAnnotation = '', content }) => {
    const text = `${typeAnnotation} ${content.map(part => part.text).join('')}`.trim()
    return `- ${text.replace(/\{(\w+)\}/g, '`$1`').replaceAll('\n', ' ')}`
  })
  first.content = [{ kind: 'text', text: items.join('\n') }]
  delete first.typeAnnotation
  comment.blockTags = comment.blockTags.filter(tag => tag === first || tag.tag !== '@throws')
  return comment
}

/** Formulas stand on indented lines of their own; without a fence Markdown would join them to a paragraph. */
function keepFormulas(comment: Comment): void {
  for (const part of [...comment.summary, ...comment.blockTags.flatMap(tag => tag.content)]) {
    if (part.kind === 'text') part.text = withFormulas(part.text)
  }
}

/** A name that a door takes from another one is documented there. */
const isDocumented = (exported: DeclarationReflection): boolean =>
  exported.isReference() || exported.hasComment() || (exported.signatures ?? []).some(signature => signature.hasComment())

const project = await app.convert()
if (!project) throw new Error('the docstrings could not be read: see above')
app.validate(project)
if (app.logger.hasErrors() || app.logger.validationWarningCount > 0) throw new Error('a docstring names something that there is not: see above. Correct it there.')
const undocumented = (project.getReflectionsByKind(ReflectionKind.Module) as DeclarationReflection[]).flatMap(door =>
  (door.children ?? []).filter(exported => !isDocumented(exported)).map(exported => `${exported.name} of ${door.name}`),
)
if (undocumented.length > 0) {
  throw new Error(`every exported name must have a docstring, but ${undocumented.join(', ')} ${undocumented.length === 1 ? 'has' : 'have'} none. Write it above the declaration.`)
}

for (const language of ['en', 'zh']) rmSync(join(docs, 'pages', language, 'api'), { recursive: true, force: true })
await app.generateOutputs(project)
// pages/en/reference.md, which people wrote, lists the doors.
rmSync(join(docs, 'pages', 'en', 'api', 'index.md'))

for (const { name } of doors) {
  const page = join(docs, 'pages', 'zh', 'api', `${name}.md`)
  mkdirSync(dirname(page), { recursive: true })
  writeFileSync(page, `# ${name}\n\n参考取自代码中的英文注释，只有英文：[${name}](/api/${name})。\n\n[各个包的列表](/zh/reference)\n`)
}
