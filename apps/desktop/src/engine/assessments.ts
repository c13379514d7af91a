import type { Message, ModelFamily, TableFacts } from '@mixtura/models'
import { familyTexts, filled, readFamilyOptions, refusalText } from '@mixtura/models'
import { StudioError } from '../contract/errors.js'
import type { Assessment, Estimate, FamilyChoice, Language, LocalizedText } from '../contract/families.js'
import { familyOfKind } from './families.js'
import type { FeatureTables, FitTable } from './featureTables.js'
import type { FitProcesses } from './jobs/fitProcesses.js'

/** A choice that the family accepts. */
export interface AcceptedChoice {
  readonly family: ModelFamily
  /** With all defaults. */
  readonly options: Readonly<Record<string, unknown>>
  readonly table: FitTable
}

export interface AssessmentsOptions {
  readonly families: readonly ModelFamily[]
  readonly tables: FeatureTables
  readonly processes: FitProcesses
}

type Measurement = Awaited<ReturnType<Assessments['measure']>>

/** Says before a fit whether a family accepts its table, and what the fit will cost. */
export class Assessments {
  readonly #options: AssessmentsOptions
  readonly #measurements = new Map<ModelFamily['engine'], Promise<Measurement>>()

  constructor(options: AssessmentsOptions) {
    this.#options = options
  }

  async assess(choice: FamilyChoice): Promise<Assessment> {
    const { family, options, table, refusal } = await this.#read(choice)
    return {
      rows: table.facts.rows,
      rowsOmitted: table.omitted,
      residence: table.whole?.residence ?? 'memory',
      rowBytes: this.#options.tables.isOnDisk(choice.features) && !table.whole ? table.samples.data.byteLength : null,
      refusal: refusal && {
        reason: inEachLanguage(language => filled(familyTexts(family, language).refusals[refusal.key]!.reason, refusal.values)),
        remedy: inEachLanguage(language => filled(familyTexts(family, language).refusals[refusal.key]!.remedy, refusal.values)),
      },
      capabilities: [...family.capabilitiesWith(options, table.facts)],
      classes: table.facts.classes?.length ?? null,
      imageShape: table.imageShape,
    }
  }

  /** @throws {StudioError} `refused-table`, `unknown-family`; {InvalidOptionError} */
  async accepted(choice: FamilyChoice): Promise<AcceptedChoice> {
    const { family, options, table, refusal } = await this.#read(choice)
    if (refusal) throw refusedTable(family, refusal)
    return { family, options, table }
  }

  async estimate(choice: FamilyChoice): Promise<Estimate> {
    const { family, options, table } = await this.accepted(choice)
    // Nobody knows how fast the servers are.
    if (table.whole?.residence === 'servers') throw new StudioError('rows-at-servers', 'The cost of a fit at servers is not known before.', { dataset: choice.features.dataset })
    const { measured, device } = await this.#measured(family.engine)
    const { seconds, bytes } = family.estimate(table.facts, options, measured)
    return { seconds, bytes, device }
  }

  async measure(engine: ModelFamily['engine']) {
    const { processes } = this.#options
    const process = processes.take()
    try {
      return await process.call('measure', engine)
    } finally {
      process.kill()
      processes.workDone()
    }
  }

  /** A device is measured once. */
  #measured(engine: ModelFamily['engine']): Promise<Measurement> {
    const known = this.#measurements.get(engine) ?? this.measure(engine)
    this.#measurements.set(engine, known)
    known.catch(() => this.#measurements.delete(engine))
    return known
  }

  async #read({ features, family: kind, options: given }: FamilyChoice) {
    const family = familyOfKind(this.#options.families, kind)
    const options = readFamilyOptions(family.options, given) as Readonly<Record<string, unknown>>
    const { tables } = this.#options
    // Labels and images are read. Servers have no mixed tables.
    const needsRows = !family.fitsRemotely?.(options) || (family.readsMixedTable && tables.isAtServers(features)) || features.label !== null || tables.isOfImages(features)
    if (needsRows && tables.isAtServers(features)) throw familyNeedsRows(family)
    const table = await tables.read(features, needsRows ? 'all' : 'drawn')
    return { family, options, table, refusal: refusalOf(family, table.facts, options) }
  }
}

function refusalOf(family: ModelFamily, facts: TableFacts, options: object): Message | null {
  const acceptance = family.accepts(facts, options)
  return acceptance.accepted ? null : acceptance.refusal
}

function refusedTable(family: ModelFamily, refusal: Message): StudioError {
  return new StudioError('refused-table', refusalText(familyTexts(family, 'en'), refusal), { ...refusal.values, family: family.kind, refusal: refusal.key })
}

function familyNeedsRows({ kind }: ModelFamily): StudioError {
  return new StudioError(
    'family-needs-rows',
    `With these options the family ${kind} needs the rows, and those of this table stay at its servers. Choose a Gaussian mixture, or open a sample of the rows in the Data step.`,
    { family: kind },
  )
}

function inEachLanguage(textOf: (language: Language) => string): LocalizedText {
  return { en: textOf('en'), zh: textOf('zh') }
}
