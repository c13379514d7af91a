import { readingFlags, type FlagName } from '../arguments/flags.js'
import type { Command } from './command.js'

const oneTable = { shown: '[FILE]', minimum: 0, maximum: 1 }
const none = { shown: '', minimum: 0, maximum: 0 }
const applyFlags = ['model', 'out', 'omit-missing', 'backend', ...readingFlags] as const satisfies readonly FlagName[]
/** Of tables of ClickHouse. */
const remoteFlags = ['key', 'mode'] as const satisfies readonly FlagName[]
const resultFlags = ['model', 'out', 'probabilities'] as const satisfies readonly FlagName[]
const fitFlags = ['family', 'columns', 'label', 'role', 'merge-below', 'image-shape', 'standardize', 'omit-missing', ...resultFlags, 'table', 'strict', 'resume', 'backend', 'threads', ...readingFlags] as const satisfies readonly FlagName[]

/** The commands, in the order in which the help lists them. The code of one is loaded when it is called. */
export const commands = {
  describe: { flags: readingFlags, operands: oneTable, load: () => import('./describe.js') },
  families: { flags: [], operands: { shown: '[KIND]', minimum: 0, maximum: 1 }, load: () => import('./families.js') },
  fit: { flags: [...fitFlags, ...remoteFlags], operands: oneTable, load: () => import('./fit.js') },
  select: { flags: [...fitFlags, ...remoteFlags], operands: oneTable, load: () => import('./select.js') },
  predict: { flags: [...applyFlags, 'probabilities', ...remoteFlags], operands: oneTable, load: () => import('./predict.js') },
  score: { flags: [...applyFlags, ...remoteFlags], operands: oneTable, load: () => import('./score.js') },
  explain: { flags: ['model', 'out', 'omit-missing', ...readingFlags], operands: oneTable, load: () => import('./explain.js') },
  impute: { flags: ['model', 'out', 'draw', 'seed', ...readingFlags], operands: oneTable, load: () => import('./impute.js') },
  encode: { flags: applyFlags, operands: oneTable, load: () => import('./encode.js') },
  sample: { flags: ['model', 'out', 'count', 'seed', 'group', 'backend'], operands: none, load: () => import('./sample.js') },
  report: { flags: ['html', 'omit-missing', ...readingFlags], operands: { shown: 'MODEL [FILE]', minimum: 1, maximum: 2 }, load: () => import('./report.js') },
  compare: { flags: [], operands: { shown: 'MODEL MODEL...', minimum: 2, maximum: Infinity }, load: () => import('./compare.js') },
  studio: { flags: ['port', 'no-open', 'memory-limit'], operands: oneTable, load: () => import('./studio.js') },
  completions: { flags: [], operands: { shown: 'SHELL', minimum: 1, maximum: 1 }, load: () => import('./completions.js') },
} as const satisfies Readonly<Record<string, Command>>

export type CommandName = keyof typeof commands

export const commandNames = Object.keys(commands) as readonly CommandName[]
