/** An option of a command. */
export interface Flag {
  /** Without dashes: `max-iterations`. */
  readonly name: string
  /** One letter. */
  readonly short?: string
  /** The word for its value in the help; a switch has none. */
  readonly value?: string
  /** Whether it may be given several times. */
  readonly repeats?: boolean
}

/** The options that commands share. Families have more of their own. */
const shared = {
  family: { value: 'KIND', short: 'f' },
  model: { value: 'FILE', short: 'm' },
  out: { value: 'FILE', short: 'o' },
  html: { value: 'FILE' },
  columns: { value: 'NAMES' },
  label: { value: 'COLUMN' },
  role: { value: 'COLUMN=ROLE', repeats: true },
  'merge-below': { value: 'ROWS' },
  'image-shape': { value: 'SHAPE' },
  standardize: {},
  'omit-missing': {},
  encoding: { value: 'NAME' },
  delimiter: { value: 'SIGN' },
  decimal: { value: 'SIGN' },
  thousands: { value: 'SIGN' },
  'na-values': { value: 'WORDS' },
  'skip-rows': { value: 'N' },
  'no-header': {},
  'memory-limit': { value: 'MB' },
  table: {},
  strict: {},
  resume: {},
  backend: { value: 'NAME' },
  threads: { value: 'N' },
  key: { value: 'NAMES' },
  mode: { value: 'MODE' },
  probabilities: {},
  draw: {},
  count: { value: 'N', short: 'n' },
  seed: { value: 'SEED' },
  group: { value: 'GROUP' },
  port: { value: 'PORT' },
  'no-open': {},
  json: {},
  quiet: { short: 'q' },
  lang: { value: 'LANGUAGE' },
  help: { short: 'h' },
  version: {},
} as const satisfies Readonly<Record<string, Omit<Flag, 'name'>>>

export type FlagName = keyof typeof shared

export const flagNames = Object.keys(shared) as readonly FlagName[]

export const sharedFlag = (name: FlagName): Flag => ({ name, ...shared[name] })

/** The options that every command has. */
export const everywhere = ['json', 'quiet', 'lang', 'help'] as const satisfies readonly FlagName[]

/** How a file is read, where that is not left to the file. */
export const readingFlags = ['encoding', 'delimiter', 'decimal', 'thousands', 'na-values', 'skip-rows', 'no-header', 'memory-limit'] as const satisfies readonly FlagName[]
