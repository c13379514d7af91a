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
function givenRoles(args: Arguments, mergeBelow: number | undefined, texts: CliTexts): ReadonlyMap<string, RoleRequest | null> {
  const given = new Map<string, RoleRequest | null>()
  for (const text of valuesOf(args, 'role')) {
    const match = /^(.+)=([a-z]+)(?::(.*))?$/s.exec(text)
    const word = roleWords.find(each => each === match?.[2])
    if (!match || !word) throw usageError(texts.usage.wrongRole(text, roleWords))
    const [, name, , listed] = match
    if (given.has(name)) throw usageError(texts.usage.repeatedRole(name))
    given.set(name, requestOf(word, listed?.split(',').map(level => level.trim()).filter(level => level !== ''), mergeBelow))
  }
  return given
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
 * others, all columns are numbers but those with a given role, which the family then refuses by name. Columns of the role `none` are left out.
 *
 * @throws {CommandError} for a column that is named and has no role, and for what has no effect.
 */
export function chooseRoles(dataset: Dataset, family: ModelFamily, { args, columns: named, label, texts }: {
  readonly args: Arguments
  readonly columns: readonly string[] | undefined
  readonly label: string | undefined
  readonly texts: CliTexts
}): ChosenRoles {
  const mergeBelow = valueOf(args, 'merge-below') === undefined ? undefined : wholeNumber(args, { name: 'merge-below', atLeast: 1, standard: 1 }, texts)
  if (mergeBelow !== undefined && !family.takesRoles) throw usageError(texts.usage.noMergeBelow(family.kind))
  const given = givenRoles(args, mergeBelow, texts)
  const outside = named && [...given].find(([name, request]) => request && !named.includes(name))
  if (outside) throw usageError(texts.usage.roleOutsideColumns(outside[0]))
  const isLeftOut = (name: string): boolean => given.get(name) === null
  const kept = named?.filter(name => !isLeftOut(name))
  // `readFeatures` names a column that is not there.
  const unknown = [...given.keys()].find(name => !dataset.columns.some(column => column.name === name))
  const roles: Record<string, RoleRequest> = unknown === undefined ? {} : { [unknown]: { role: 'number' } }
  if (!family.takesRoles) {
    for (const [name, request] of given) if (request) roles[name] = request
    const features = dataset.columns.filter(({ name, role }) => role === 'feature' && name !== label).map(({ name }) => name)
    const columns = kept ?? (features.some(isLeftOut) ? features.filter(name => !isLeftOut(name)) : undefined)
    return { ...(columns && { columns }), ...(Object.keys(roles).length > 0 && { roles }), notices: [] }
  }
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
  return { columns: kept ?? Object.keys(roles), roles, notices }
}

/** Why a role is proposed, in the language of the person. */
export const reasonOf = ({ proposal, minimum, maximum, distinct }: DatasetColumn, { roleReasons }: CliTexts): string =>
  roleReasons[proposal.reason]({ minimum: minimum ?? 0, maximum: maximum ?? 0, distinct })

/** The roles with which the columns of a model are read from another table; the codes are those of the fit. */
export function rolesOfModel({ columnNames, features }: TableFacts): RoleRequests | undefined {
  return features && Object.fromEntries(features.map(({ role, levels, date }, at) => [columnNames[at], { role, ...(levels && { levels }), ...(date && { date: date as NonNullable<RoleRequest['date']> }) }]))
}
