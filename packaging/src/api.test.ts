import { readdirSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { packageFile, packageNames } from './packages.js'

const printer = ts.createPrinter({ removeComments: true })

/** First line of each file of declarations. */
const origin = '// Written from the build by `npx vitest run api -u` inside packaging; do not edit.'

/** The declarations of a package without their comments: what its users can call. */
function publicDeclarations(name: string): string {
  const files = readdirSync(packageFile(name, 'dist')).filter(file => file.endsWith('.d.ts')).sort()
  const printed = files.map(file => {
    const source = ts.createSourceFile(file, readFileSync(packageFile(name, `dist/${file}`), 'utf8'), ts.ScriptTarget.ES2022)
    return `// ${file}\n${printer.printFile(source)}`
  })
  return [origin, ...printed].join('\n')
}

// A change of what users can call shows in the review of `packaging/api`. `npx vitest run api -u` inside packaging writes it there.
it.each(packageNames)('%s declares what packaging/api says', async name => {
  await expect(publicDeclarations(name)).toMatchFileSnapshot(`../api/${name}.d.ts`)
})
