import js from '@eslint/js'
import importX, { createNodeResolver } from 'eslint-plugin-import-x'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

/** The arrows of ARCHITECTURE.md: what each room may import of the others. */
const arrows = {
  'packages/numerics': [],
  'packages/core': ['numerics'],
  'packages/data': ['core', 'numerics'],
  'packages/clickhouse': ['core', 'numerics'],
  'packages/tensor': ['core', 'numerics'],
  'packages/deep': ['tensor', 'core', 'numerics'],
  'packages/meta': ['tensor', 'core', 'numerics'],
  'packages/models': ['meta', 'deep', 'tensor', 'core', 'numerics'],
  'packages/cli': ['models', 'clickhouse', 'data', 'tensor', 'core', 'numerics'],
}
/** Rooms that run in browsers too. */
const withoutNode = ['packages/numerics', 'packages/core']
const rooms = ['numerics', 'core', 'data', 'clickhouse', 'tensor', 'deep', 'meta', 'models', 'cli', 'studio', 'docs', 'examples']

const throughTheDoor = {
  group: ['@mixtura/*/*', '!@mixtura/*/package.json', '!@mixtura/numerics/validation', '!@mixtura/core/validation'],
  message: 'A package is reached through its door only (its src/index.ts; of numerics and core also validation/index.ts).',
}

/** What a room may not import. */
const forbiddenIn = room => [
  throughTheDoor,
  {
    group: rooms.filter(name => !arrows[room].includes(name)).map(name => `@mixtura/${name}`),
    message: `${room} may import ${arrows[room].length ? arrows[room].join(', ') : 'nothing of the other rooms'} (ARCHITECTURE.md).`,
  },
  ...(withoutNode.includes(room) ? [{ group: ['node:*'], message: `${room} runs in browsers too: nothing of Node here.` }] : []),
]

const roomRules = Object.keys(arrows).map(room => ({
  files: [`${room}/src/**/*.ts`],
  rules: { 'no-restricted-imports': ['error', { patterns: forbiddenIn(room) }] },
}))

/** The catalogue is listed without TensorFlow.js: what needs it is imported where a fit or a load begins. */
const modelsRules = {
  files: ['packages/models/src/**/*.ts'],
  ignores: ['**/*.test.ts', 'packages/models/src/testing/**'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: ['@mixtura/deep', '@mixtura/meta', '@mixtura/tensor', '@tensorflow/*'],
            allowTypeImports: true,
            message: 'It loads TensorFlow.js: import it inside fit or load.',
          },
        ],
      },
    ],
  },
}

/** The command starts at once: what it does not always need is imported where it is needed. */
const cliRules = {
  files: ['packages/cli/src/**/*.ts'],
  // The folder of tables of ClickHouse is loaded for such tables alone.
  ignores: ['**/*.test.ts', 'packages/cli/src/clickhouse/**'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: [{ group: ['@mixtura/data', '@mixtura/tensor', '@mixtura/clickhouse', '@clickhouse/client'], allowTypeImports: true, message: 'It loads DuckDB, TensorFlow.js or a client of ClickHouse: import it inside the function that needs it.' }] },
    ],
  },
}

/** Inside core: its floors, the lowest first. No arrow points up; tests may look anywhere. */
const coreFloors = [
  ['threads', 'kernels'],
  ['covariance'],
  ['model'],
  ['statistics'],
  ['mixture'],
  ['em'],
  ['metrics', 'clustering', 'hierarchy', 'starts'],
  ['fit'],
  ['bayesian', 'classifier', 'merging', 'missing', 'mixed', 'online', 'projection', 'robust', 'selection', 'uncertainty', 'use'],
]
const coreRules = coreFloors.flatMap((floor, at) =>
  floor.map(room => ({
    files: [`packages/core/src/${room}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            ...forbiddenIn('packages/core'),
            ...(at < coreFloors.length - 1
              ? [{ group: coreFloors.slice(at + 1).flat().map(above => `../${above}/*`), message: `${room} stands below: no arrow points up (ARCHITECTURE.md).` }]
              : []),
          ],
        },
      ],
    },
  })),
)

/** Inside Studio: the window knows the contract and nothing of processes; the engine knows no host. */
const studio = 'apps/desktop/src'
const studioRules = [
  { folder: 'contract', forbidden: ['engine', 'main', 'preload', 'renderer', 'web'], node: false },
  { folder: 'renderer', forbidden: ['engine', 'main', 'preload', 'web'], node: false, packages: true },
  { folder: 'engine', forbidden: ['main', 'preload', 'renderer', 'web'], node: true },
  { folder: 'main', forbidden: ['renderer', 'web'], node: true },
  { folder: 'preload', forbidden: ['engine', 'main', 'renderer', 'web'], node: false },
  { folder: 'web', forbidden: ['main', 'preload', 'renderer'], node: true },
].map(({ folder, forbidden, node, packages }) => ({
  files: [`${studio}/${folder}/**/*.{ts,vue}`],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          throughTheDoor,
          { group: forbidden.map(name => `**/${name}/**`), message: `${folder} may not reach ${forbidden.join(', ')}.` },
          ...(node ? [] : [{ group: ['node:*'], message: `${folder} runs without Node.` }]),
          ...(packages
            ? [{ group: ['@mixtura/*', '@duckdb/*'], message: 'No number-crunching in the window: ask the engine.' }]
            : []),
        ],
      },
    ],
  },
}))

/** What the site sends to a reader's browser runs without Node. What it does while it is built may read files. */
const docsRules = {
  files: ['apps/docs/src/{components,explainers,figures,runner}/**/*.{ts,vue}'],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          throughTheDoor,
          { group: ['**/build/**', '**/testing/**'], message: 'It runs while the site is built or tested.' },
          { group: ['node:*', '@mixtura/data', '@mixtura/cli'], message: 'It runs in the reader\'s browser: nothing of Node here.' },
        ],
      },
    ],
  },
}

/** Sums of seeds meet the seeds of other runs. Tests and benchmarks with recorded figures keep theirs. */
const forkedSeeds = {
  files: ['packages/*/src/**/*.ts', 'examples/src/**/*.ts'],
  ignores: ['**/*.test.ts', '**/testing/**'],
  rules: {
    'no-restricted-syntax': [
      'error',
      {
        selector: 'BinaryExpression[operator=/^(\\+|-|\\*|\\^)$/] > Identifier[name=/[sS]eed$/]',
        message: 'Seeds made by arithmetic are seeds of other runs. Use forkSeed(seed, purpose) or random.fork(index).',
      },
    ],
  },
}

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/.turbo/**', '**/.vitepress/cache/**', 'packages/{core,clickhouse}/assembly/**/*.ts', '**/wasmBinary.ts', '**/analyserBinary.ts', '**/wasmModule.ts', 'packaging/api/**', 'release/**'] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    plugins: { 'import-x': importX },
    languageOptions: { ecmaVersion: 2023, sourceType: 'module' },
    rules: {
      'import-x/no-default-export': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Pass a seeded generator in.' },
      ],
      // Indexing typed arrays and checked lookups read better than a guard that cannot fail.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A callback that may answer: `void | 'stop'` also takes one that returns nothing.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // tsc knows every name.
      'no-undef': 'off',
    },
    settings: {
      'import-x/extensions': ['.ts', '.js'],
      'import-x/external-module-folders': ['node_modules'],
      'import-x/ignore': ['node_modules', '\\.vue$', '\\.mjs$'],
      // An import of './x.js' means x.ts until it is compiled.
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } })],
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'] } },
    rules: {
      'import-x/no-default-export': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/require-default-prop': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/no-v-html': 'error',
    },
  },
  // Tools look for a default export in their configuration files.
  { files: ['**/*.config.{js,ts}', '**/.vitepress/config.ts', '**/.vitepress/theme/index.ts', '**/*.d.ts'], rules: { 'import-x/no-default-export': 'off' } },
  // Programs that talk to a terminal.
  { files: ['scripts/**', 'benchmarks/**', 'packages/*/bench/**', 'examples/**', '**/*.mjs'], rules: { 'no-console': 'off' } },
  forkedSeeds,
  ...roomRules,
  modelsRules,
  cliRules,
  ...coreRules,
  ...studioRules,
  docsRules,
)
