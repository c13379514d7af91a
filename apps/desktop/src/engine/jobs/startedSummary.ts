import type { FitRecord } from '../../contract/annotations.js'
import type { FamilyChoice } from '../../contract/families.js'
import type { FitSummary } from '../../contract/fit.js'
import type { FitId } from '../../contract/identifiers.js'
import type { AcceptedChoice } from '../assessments.js'

/** The summary of a fit that has no results yet. */
export function startedSummary(id: FitId, { family, features }: FamilyChoice, { options, table }: AcceptedChoice, record: FitRecord): FitSummary {
  return {
    id,
    family,
    options,
    features,
    status: 'queued',
    queuePosition: null,
    rowsUsed: table.facts.rows,
    rowsOmitted: table.omitted,
    residence: table.whole?.residence ?? 'memory',
    passes: null,
    seconds: 0,
    device: null,
    capabilities: [],
    facts: [],
    curves: [],
    tables: [],
    groups: [],
    noiseSize: 0,
    imageShape: table.imageShape,
    hasModel: false,
    error: null,
    resumable: false,
    title: null,
    note: '',
    record,
  }
}
