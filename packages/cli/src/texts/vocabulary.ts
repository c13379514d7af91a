import type { ColumnNote, FeatureRole, NoteCode, ProposalReason } from '@mixtura/data'
import type { FlagName } from '../arguments/flags.js'
import type { CommandName } from '../commands/commands.js'

/** Languages of the command; those of the catalogue. */
export const languages = ['en', 'zh'] as const

export type CliLanguage = (typeof languages)[number]

export interface CommandText {
  /** What the command does, in one sentence. */
  readonly summary: string
  /** What each of its examples does, by the command after `mixtura`. */
  readonly examples: readonly (readonly [line: string, meaning: string])[]
}

export type NoteFields = ColumnNote['fields']

/** Texts of the command in one language. Those of families are in the catalogue. Functions take what the text names. */
export interface CliTexts {
  readonly commands: Readonly<Record<CommandName, CommandText>>
  readonly flags: Readonly<Record<FlagName, string>>

  readonly help: {
    readonly summary: string
    readonly usage: string
    readonly commands: string
    readonly options: string
    readonly optionsOf: (family: string) => string
    readonly examples: string
    readonly exitCodes: string
    readonly exitCodeList: string
    readonly more: string
  }

  /** What options may be. */
  readonly values: {
    readonly count: (minimum: number, maximum: number, automatic: boolean) => string
    readonly number: (minimum: number, maximum: number, facts: { readonly above: boolean; readonly automatic: boolean }) => string
    readonly choice: (values: readonly string[]) => string
    readonly choices: (values: readonly string[]) => string
    readonly range: (minimum: number, maximum: number) => string
    readonly counts: (minimum: number, maximum: number, most: number) => string
    readonly flag: string
  }

  readonly families: {
    readonly optionText: (name: string, explanation: string, facts: string) => string
    readonly optionFacts: (facts: { readonly expected: string; readonly unit: string; readonly standard: string; readonly when: string | undefined }) => string
    readonly synonyms: (names: readonly string[]) => string
    readonly abilities: (names: readonly string[]) => string
    readonly engine: Readonly<Record<'core' | 'tensorflow', string>>
  }

  /** Columns of a table, as `describe` shows them. */
  readonly describe: {
    readonly size: (name: string, rows: number, columns: number) => string
    readonly layout: (encoding: string, delimiter: string | undefined) => string
    readonly headings: readonly [name: string, type: string, role: string, proposed: string, missing: string, distinct: string, minimum: string, mean: string, maximum: string]
    readonly types: Readonly<Record<'number' | 'category' | 'text' | 'date' | 'boolean', string>>
    readonly roles: Readonly<Record<'feature' | 'identifier' | 'constant' | 'category', string>>
    readonly noted: (column: string, note: string) => string
    /** Roles in a mixture of mixed columns. */
    readonly proposed: Readonly<Record<FeatureRole | 'none', string>>
    /** A proposal that the cells do not decide. */
    readonly unsure: (column: string, role: string, reason: string) => string
  }

  /** Why a role is proposed, or none. */
  readonly roleReasons: Readonly<Record<ProposalReason, (facts: { readonly minimum: number; readonly maximum: number; readonly distinct: number }) => string>>

  /** Why a column is read as it is, and what changes that. `place` is the line or row of the cell. */
  readonly notes: Readonly<Record<NoteCode, (fields: NoteFields, place: string) => string>>
  readonly place: (line: string | number | undefined, row: string | number) => string

  readonly fit: {
    readonly fitted: (family: string, rows: number, columns: readonly string[]) => string
    readonly onDisk: string
    readonly needsMemory: (family: string) => string
    readonly omitted: (rows: number) => string
    /** A column that is no feature because of its cells. */
    readonly leftOut: (column: string, note: string) => string
    /** The role of a column that its cells do not decide. */
    readonly proposedRole: (column: string, role: string, reason: string, other: string) => string
    readonly withoutRole: (column: string, reason: string) => string
    readonly saved: (path: string) => string
    readonly written: (path: string, rows: number) => string
    readonly notConverged: string
    readonly interrupted: (folder: string, command: string) => string
    readonly nothingKept: string
    readonly resumed: (folder: string) => string
    readonly yes: string
    readonly no: string
  }

  /** Tables of ClickHouse. */
  readonly clickhouse: {
    readonly headings: readonly string[]
    readonly written: (table: string, omitted: number) => string
    readonly columnsExpected: string
    readonly outExpected: string
    readonly passwordInAddress: string
    /** Neither repeats what was given, which may hold a password. */
    readonly wrongAddress: string
    readonly otherPlace: string
    readonly noMixture: (family: string) => string
    readonly familyNeedsRows: (family: string) => string
    readonly onlyThere: (option: string) => string
    readonly optionsNeedRows: (family: string) => string
    readonly doesNotApply: (option: string) => string
    readonly wrongCommand: (command: string) => string
  }

  /** The page that `report` writes. */
  readonly report: {
    readonly model: string
    readonly fittedTo: string
    readonly fittedRows: (rows: number, columns: readonly string[], missingCells: number) => string
    readonly seed: string
    readonly data: string
    readonly dataRows: (name: string, rows: number, omitted: number) => string
    readonly date: string
    readonly written: (path: string) => string
  }
  readonly compare: {
    readonly model: string
    readonly family: string
    readonly rows: string
    readonly columns: string
    readonly otherTables: string
  }

  /** Faults of the arguments. Each says what is wrong and what to do. */
  readonly usage: {
    readonly unknownCommand: (given: string, near: string | undefined, all: readonly string[]) => string
    readonly unknownOption: (given: string, near: string | undefined) => string
    readonly ambiguousOption: (given: string, meant: readonly string[]) => string
    readonly repeatedOption: (given: string) => string
    readonly valueExpected: (option: string, word: string) => string
    readonly noValueExpected: (option: string) => string
    readonly wrongValue: (option: string, expected: string, actual: string, standard: string) => string
    /** Adds to a sentence what to do to try several values. */
    readonly severalValues: (wrong: string) => string
    readonly wrongNumber: (option: string, actual: string, minimum: number) => string
    readonly unknownFamily: (given: string, near: string | undefined, all: readonly string[]) => string
    readonly familyCannotChoose: (given: string, able: readonly string[]) => string
    readonly unknownLanguage: (given: string) => string
    readonly operands: (command: string, expected: string, given: number) => string
    readonly optionNeeded: (option: string, purpose: string) => string
    readonly noInput: (command: string) => string
    readonly unknownFormat: (path: string) => string
    readonly nothingToWrite: (family: string) => string
    readonly unfinishedFit: (folder: string) => string
    readonly nothingToResume: (folder: string) => string
    readonly resumeNeedsFile: string
    readonly noBackend: (family: string) => string
    readonly noThreads: (family: string) => string
    readonly noThreadsOnBackend: (backend: string) => string
    readonly unknownBackend: (given: string, near: string | undefined, all: readonly string[]) => string
    readonly wrongImageShape: (given: string) => string
    readonly wrongRole: (given: string, roles: readonly string[]) => string
    readonly repeatedRole: (column: string) => string
    readonly roleOutsideColumns: (column: string) => string
    readonly noMergeBelow: (family: string) => string
    readonly unknownShell: (given: string, near: string | undefined, all: readonly string[]) => string
    readonly unknownGroup: (given: string, groups: readonly string[]) => string
  }

  /** Faults of files, tables and models. */
  readonly data: {
    /** `option` makes the family take missing cells. */
    readonly missingCells: (column: string, cells: number, row: number, option?: string) => string
    readonly notNumeric: (column: string, note: string) => string
    readonly wrongImageShape: (shape: string, pixels: number, columns: number) => string
    readonly noRole: (column: string, reason: string, role: string) => string
    readonly noStudio: string
    readonly missingLabel: (column: string, row: number) => string
    readonly labelIsFeature: (column: string) => string
    readonly noModelFile: (path: string) => string
    readonly wrongModelFile: (path: string, reason: string) => string
    readonly notWritable: (path: string) => string
    readonly cannot: (path: string, family: string, ability: string, able: readonly string[]) => string
    /** After the refusal of a table by a family, by the key of the refusal. */
    readonly refusalHints: Readonly<Record<string, string>>
    readonly unexpected: (message: string) => string
  }
}
