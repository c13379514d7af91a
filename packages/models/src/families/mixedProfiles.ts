import { classProfiles, MixedMixture } from '@mixtura/core'
import { readPlainRecord, savedChoice, savedFields, savedList, savedText, wrongField, writePlainRecord, type PlainValue } from '@mixtura/numerics'
import { describeValue, type Reader } from '@mixtura/numerics/validation'
import type { ColumnProfile, GroupProfile, ProfileEstimate } from '../contract/fittedModel.js'
import { featuresOf, tableRoles, type TableFacts } from '../contract/table.js'
import type { CandidateRows } from './mixedCandidates.js'

/** A mixture and what its classes are like: the errors of the profiles come from the rows of the fit, so they are kept with it. */
export interface ProfiledMixture {
  readonly mixture: MixedMixture
  readonly profiles: readonly ColumnProfile[]
}

/** @param rows [N, P] those of the fit. */
export async function profiled(mixture: MixedMixture, rows: CandidateRows, { pseudoCount }: { readonly pseudoCount: number }): Promise<ProfiledMixture> {
  const { columns } = await classProfiles(mixture, rows, { pseudoCount })
  return {
    mixture,
    profiles: columns.map(({ column: { name, kind, levels }, classes }) => ({
      name,
      role: kind,
      levels: levels.length > 0 ? levels : null,
      groups: classes.map(({ estimates, deviation, divergence }) => ({
        estimates: estimates.map(({ estimate, standardError, lower, upper }) => ({ estimate, standardError, lower, upper })),
        standardDeviation: deviation,
        divergence,
      })),
    })),
  }
}

export const savedProfiled = {
  save: ({ mixture, profiles }: ProfiledMixture): Uint8Array =>
    writePlainRecord({ mixture: mixture.toJSON() as unknown as PlainValue, profiles: profiles as unknown as PlainValue }),
  /** @throws {InvalidCheckpointError} for profiles that are none, and for a mixture or profiles of other columns than those of the table. */
  load(bytes: Uint8Array, table: TableFacts): ProfiledMixture {
    const { mixture: saved, profiles: savedProfiles } = readPlainRecord(bytes)
    const mixture = MixedMixture.fromJSON(saved)
    const profiles = readProfiles('profiles', savedProfiles)
    const features = featuresOf(table.columns, table.features)
    const expected = table.columnNames.map((name, at) => columnText(name, features[at].role, features[at].levels?.map(level => level.name)))
    requireColumns('mixture.columns', expected, mixture.columns.map(({ name, kind, levels }) => columnText(name, kind, levels)))
    requireColumns('profiles', expected, profiles.map(({ name, role, levels }) => columnText(name, role, levels)))
    for (const [at, { groups, levels }] of profiles.entries()) {
      const estimates = levels?.length ?? 1
      if (groups.length !== mixture.components) throw wrongField(`profiles[${at}].groups`, `a list of ${mixture.components} entries`, `a list of ${groups.length}`)
      const wrong = groups.findIndex(group => group.estimates.length !== estimates)
      if (wrong >= 0) throw wrongField(`profiles[${at}].groups[${wrong}].estimates`, `a list of ${estimates} entries`, `a list of ${groups[wrong].estimates.length}`)
    }
    return { mixture, profiles }
  },
}

/** Ends of intervals may be infinite. */
const savedAnyNumber: Reader<number> = (path, value) => {
  if (typeof value === 'number') return value
  throw wrongField(path, 'a number', describeValue(value))
}
const orNull = <Value>(read: Reader<Value>): Reader<Value | null> => (path, value) => (value === null ? null : read(path, value))

const readProfiles = savedList(savedFields<ColumnProfile>({
  name: savedText,
  role: savedChoice(tableRoles),
  levels: orNull(savedList(savedText)),
  groups: savedList(savedFields<GroupProfile>({
    estimates: savedList(savedFields<ProfileEstimate>({ estimate: savedAnyNumber, standardError: orNull(savedAnyNumber), lower: orNull(savedAnyNumber), upper: orNull(savedAnyNumber) })),
    standardDeviation: orNull(savedAnyNumber),
    divergence: savedAnyNumber,
  })),
}))

const columnText = (name: string, role: string, levels: readonly string[] | null | undefined): string => JSON.stringify([name, role, levels ?? []])

function requireColumns(path: string, expected: readonly string[], actual: readonly string[]): void {
  if (actual.length !== expected.length) throw wrongField(path, `a list of ${expected.length} columns`, `a list of ${actual.length}`)
  const at = expected.findIndex((column, index) => column !== actual[index])
  if (at >= 0) throw wrongField(`${path}[${at}]`, `the column ${expected[at]} of the table`, actual[at])
}
