import type { Dataset, DatasetColumn, RoleRequest, RoleRequests } from '@mixtura/data'
import type { ModelFamily, TableFacts } from '@mixtura/models'
import { valueOf, valuesOf, type Arguments } from '../arguments/readArguments.js'
import { wholeNumber } from '../arguments/wholeNumber.js'
import { dataError, usageError } from '../commandError.js'
import type { CliTexts } from '../texts/vocabulary.js'

/** What `--role` may say. */
const roleWords = ['number', 'category', 'ordinal', 'count', 'binary', 'days', 'year', 'month', 'weekday', 'hour', 'none'] as const
type RoleWord = (typeof roleWords)[number]

/** The columns of a fit and their roles. */
export interface ChosenRoles {
  readonly columns?: readonly string[]
  readonly roles?: RoleRequests
  /** What to tell the person: columns whose role the cells do not decide, and those that are left out. */
  readonly notices: readonly string[]
}

/** What `--role COLUMN=ROLE[:LEVELS]` asks, by the names of columns; null for a column that is to be left out. @throws {CommandError} */
export function givenRoles(args: Arguments, texts: CliTexts): ReadonlyMap<string, RoleRequest | null> {
  const mergeBelow = valueOf(args, 'merge-below') === undefined ? undefined : wholeNumber(args, { name: 'merge-below', atLeast: 1, standard: 1 }, texts)
  return new Map(valuesOf(args, 'role').map(text => {
    const match = /^(.+)=([a-z]+)(?::(.*))?$/s.exec(text)
    const word = roleWords.find(each => each === match?.[2])
    if (!match || !word) throw usageError(texts.usage.wrongRole(text, roleWords))
    const levels = match[3]?.split(',').map(level => level.trim()).filter(level => level !== '')
    return [match[1], requestOf(word, levels, mergeBelow)]
  }))
}

function requestOf(word: RoleWord, levels: readonly string[] | undefined, mergeBelow: number | undefined): RoleRequest | null {
  switch (word) {
    case 'none':
      return null
    case 'days':
      return { role: 'number', date: word }
    case 'year':
    case 'month':
    case 'weekday':
    case 'hour':
      return { role: 'ordinal', date: word, ...(levels && { levels }) }
    default:
      return { role: word, ...(levels && { levels }), ...(word === 'category' && mergeBelow !== undefined && { mergeBelow }) }
  }
}

/**
 * The columns and roles of a fit. For a family that takes all roles, columns without a given role have the role that is proposed; for the
 * others, all columns are numbers but those with a given role, which the family then refuses by name.
 *
 * @throws {CommandError} for a column that is named and has no role.
 */
export function chooseRoles(dataset: Dataset, family: ModelFamily, { args, columns: named, label, texts }: {
  readonly args: Arguments
  readonly columns: readonly string[] | undefined
  readonly label: string | undefined
  readonly texts: CliTexts
}): ChosenRoles {
  const given = givenRoles(args, texts)
  if (!family.takesRoles) {
    const roles = Object.fromEntries([...given].flatMap(([name, request]) => (request ? [[name, request]] : [])))
    return { ...(named && { columns: named }), ...(given.size > 0 && { roles }), notices: [] }
  }
  const mergeBelow = valueOf(args, 'merge-below') === undefined ? undefined : wholeNumber(args, { name: 'merge-below', atLeast: 1, standard: 1 }, texts)
  const unknown = [...given.keys()].find(name => !dataset.columns.some(column => column.name === name))
  const roles: Record<string, RoleRequest> = {}
  const notices: string[] = []
  for (const column of dataset.columns) {
    const { name, proposal } = column
    if (name === label || (named && !named.includes(name))) continue
    const asked = given.get(name)
    if (asked) roles[name] = asked
    if (given.has(name)) continue
    if (proposal.role === null) {
      if (named) throw dataError(texts.data.noRole(name, reasonOf(column, texts), proposal.alternatives[0] ?? 'category'))
      notices.push(texts.fit.withoutRole(name, reasonOf(column, texts)))
      continue
    }
    roles[name] = requestOf(proposal.role, undefined, mergeBelow)!
    if (proposal.alternatives.length > 1) notices.push(texts.fit.proposedRole(name, texts.describe.proposed[proposal.role], reasonOf(column, texts), proposal.alternatives[0]))
  }
  // `readFeatures` names a column that is not there.
  if (unknown !== undefined) roles[unknown] = { role: 'number' }
  return { columns: named ?? Object.keys(roles), roles, notices }
}

/** Why a role is proposed, in the language of the person. */
export const reasonOf = ({ proposal, minimum, maximum, distinct }: DatasetColumn, { roleReasons }: CliTexts): string =>
  roleReasons[proposal.reason]({ minimum: minimum ?? 0, maximum: maximum ?? 0, distinct })

/** The roles with which the columns of a model are read from another table; the codes are those of the fit. */
export function rolesOfModel({ columnNames, features }: TableFacts): RoleRequests | undefined {
  return features && Object.fromEntries(features.map(({ role, levels, date }, at) => [columnNames[at], { role, ...(levels && { levels }), ...(date && { date: date as NonNullable<RoleRequest['date']> }) }]))
}
