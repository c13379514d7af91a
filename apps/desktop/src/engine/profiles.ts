import type { GroupRows, Profiles } from '../contract/profiles.js'
import type { FinishedFit } from './jobs/fits.js'

/** The profiles of a fit. The process knows the rows of the table, windows those of the dataset. */
export async function profilesOf(fit: FinishedFit): Promise<Profiles> {
  const profiles = await fit.ask('profiles', null)
  const inDataset = (listed: GroupRows): GroupRows => ({ ...listed, rows: listed.rows.map(row => fit.table.rows[row]!) })
  return { ...profiles, groups: profiles.groups.map(group => ({ ...group, exemplars: inDataset(group.exemplars), doubtful: inDataset(group.doubtful) })) }
}
