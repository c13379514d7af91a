import type { ColumnRole, ColumnType } from '../dataset.js'
import type { FeatureRole, ProposalReason, RoleProposal } from '../featureRoles.js'

/** The facts of a column that decide the proposal. */
export interface ProposalFacts {
  readonly type: ColumnType
  readonly role: ColumnRole
  readonly distinct: number
  /** Whether all finite cells of a number column are whole. */
  readonly isWhole: boolean
  readonly minimum: number | null
  readonly maximum: number | null
}

/** Whole numbers with more distinct values than this are proposed as numbers. */
const fewValues = 20
/** Whole numbers from 1 without a gap are proposed as ordinal up to this maximum: ratings seldom have more steps. */
const longestRating = 10

/**
 * The role that the facts of a column suggest, with its reason. Text, dates, identifiers and constants get none: they enter a fit only if
 * they are asked for. Few distinct whole numbers may be counts, ordered levels or codes, so the others are alternatives.
 */
export function proposeRole({ type, role, distinct, isWhole, minimum, maximum }: ProposalFacts): RoleProposal {
  if (role === 'constant') return proposal(null, 'constant', 'All its cells are equal.')
  if (role === 'identifier') return proposal(null, 'identifier', 'It numbers or names the rows.', type === 'number' ? ['number'] : [])
  if (type === 'text') return proposal(null, 'free-text', `It is text with ${distinct} different values.`, ['category'])
  if (type === 'date') return proposal(null, 'date', 'It is a date. Say how to read it: as a number of days, or as a part such as the month.', ['number', 'ordinal', 'category'])
  if (type !== 'number') {
    return distinct === 2
      ? proposal('binary', 'two-levels', 'It has two levels.')
      : proposal('category', 'few-levels', `It has ${distinct} levels.`, ['ordinal'])
  }
  if (minimum === null || maximum === null || minimum === maximum) return proposal(null, 'too-few-numbers', 'It has fewer than two different finite numbers.')
  if (!isWhole) return proposal('number', 'fractions', 'It has fractions.')
  if (minimum === 0 && maximum === 1) return proposal('binary', 'zero-one', 'Its cells are 0 and 1.', ['number'])
  const range = `${minimum} to ${maximum}`
  if (minimum < 0) return proposal('number', 'negative-numbers', `It has whole numbers from ${range}.`)
  if (distinct > fewValues) return proposal('number', 'many-whole-numbers', `It has whole numbers from ${range}, ${distinct} of them different.`, ['count'])
  if (minimum === 0) {
    return proposal('count', 'whole-numbers-from-zero', `It has whole numbers from ${range}. They may be counts, ordered levels or codes.`, ['ordinal', 'category', 'number'])
  }
  if (minimum === 1 && maximum === distinct && maximum <= longestRating) {
    return proposal('ordinal', 'consecutive-whole-numbers', `It has all whole numbers from ${range}. They may be ordered levels, codes or counts.`, ['category', 'count', 'number'])
  }
  return proposal('number', 'few-whole-numbers', `It has ${distinct} different whole numbers from ${range}. They may be numbers, counts, ordered levels or codes.`, ['count', 'ordinal', 'category'])
}

function proposal(role: FeatureRole | null, reason: ProposalReason, message: string, alternatives: readonly FeatureRole[] = []): RoleProposal {
  return { role, reason, message, alternatives }
}
