/** Languages of the texts. */
export const languages = ['en', 'zh'] as const

/** Language of the texts of families and options. */
export type Language = (typeof languages)[number]

/** Texts about a family in one language. */
export interface FamilyText {
  /** The usual name of the method. */
  readonly name: string
  /** What it does and when to use it, in one or two sentences. */
  readonly summary: string
  /** Other names under which people look for it. */
  readonly synonyms: readonly string[]
}

/** Texts about an option in one language. */
export interface OptionText {
  readonly name: string
  readonly explanation: string
}

/** Why a table is refused, and what to do. Both may have placeholders, which `filled` replaces. */
export interface RefusalText {
  readonly reason: string
  readonly remedy: string
}

/** All texts of one language, by key. */
export interface Texts {
  /** By the kind of the family. */
  readonly families: Readonly<Record<string, FamilyText>>
  readonly options: Readonly<Record<string, OptionText>>
  /** Values of options that are words. */
  readonly choices: Readonly<Record<string, string>>
  readonly refusals: Readonly<Record<string, RefusalText>>
  readonly phases: Readonly<Record<string, string>>
  readonly places: Readonly<Record<string, string>>
  readonly stepNames: Readonly<Record<string, string>>
  readonly metrics: Readonly<Record<string, string>>
  readonly facts: Readonly<Record<string, string>>
  readonly tables: Readonly<Record<string, string>>
  readonly units: Readonly<Record<string, string>>
  /** By the name of the capability. */
  readonly capabilities: Readonly<Record<string, string>>
}
