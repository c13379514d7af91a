import { parseAst } from 'rolldown/parseAst'

/**
 * Plugin for packages without side effects: marks the initial values of a module's constants as pure, so that a bundler leaves out
 * the constants that are not used. While every module was a file of its own, `sideEffects` in package.json did that.
 */
export const pureInitializers = {
  name: 'pure-initializers',
  transform: {
    filter: { id: /\/src\/.*\.ts$/ },
    handler(code, id, { magicString }) {
      const values = parseAst(code, { lang: 'ts' }, id).body.flatMap(initialValuesOf)
      for (const { start, end } of values.filter(mayHaveEffects)) {
        magicString.prependLeft(start, '/* @__PURE__ */ (() => (').appendRight(end, '))()')
      }
      return { code: magicString }
    },
  },
}

/** The initial values of constants at the top of a module. Those of patterns are left out: taking them apart has effects, too. */
function initialValuesOf(statement) {
  const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
  if (declaration?.type !== 'VariableDeclaration' || declaration.kind !== 'const') return []
  return declaration.declarations.filter(({ id }) => id.type === 'Identifier').map(({ init }) => init)
}

const effects = ['CallExpression', 'NewExpression', 'MemberExpression', 'SpreadElement', 'TaggedTemplateExpression']

/** Whether a bundler must assume that evaluating `node` does something: it calls, reads a property or spreads, outside functions. */
function mayHaveEffects(node) {
  if (Array.isArray(node)) return node.some(mayHaveEffects)
  if (typeof node?.type !== 'string' || node.type.includes('Function')) return false
  return effects.includes(node.type) || Object.values(node).some(part => typeof part === 'object' && mayHaveEffects(part))
}
