import { classProfiles, MixedMixture } from '@mixtura/core'
import { readPlainRecord, writePlainRecord, type Matrix, type PlainValue } from '@mixtura/numerics'
import type { ColumnProfile } from '../contract/fittedModel.js'

/** A mixture and what its classes are like: the errors of the profiles come from the rows of the fit, so they are kept with it. */
export interface ProfiledMixture {
  readonly mixture: MixedMixture
  readonly profiles: readonly ColumnProfile[]
}

/** @param samples [N, P] the rows of the fit. */
export async function profiled(mixture: MixedMixture, samples: Matrix, { pseudoCount }: { readonly pseudoCount: number }): Promise<ProfiledMixture> {
  const { columns } = await classProfiles(mixture, samples, { pseudoCount })
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
  load(bytes: Uint8Array): ProfiledMixture {
    const { mixture, profiles } = readPlainRecord(bytes)
    return { mixture: MixedMixture.fromJSON(mixture), profiles: profiles as unknown as readonly ColumnProfile[] }
  },
}
