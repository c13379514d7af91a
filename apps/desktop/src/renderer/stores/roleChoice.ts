import type { ColumnSummary, DatasetSummary } from '../../contract/dataset.js'
import type { RoleRequest } from '../../contract/roles.js'

/** What a person may choose for a column: a role, a reading of a date, or to leave it out. */
export const roleWords = ['none', 'number', 'category', 'ordinal', 'count', 'binary', 'days', 'year', 'month', 'weekday', 'hour'] as const
export type RoleWord = (typeof roleWords)[number]

export interface ChosenRole {
  readonly word: RoleWord
  /** Levels in their order, for words that have none of their own. */
  readonly levels?: readonly string[]
}

/** Choices by the names of columns; the others have the proposed role. */
export type ChosenRoles = Readonly<Record<string, ChosenRole>>

/** The words that a column can have, by its type. */
export function wordsFor({ type, distinct }: ColumnSummary): readonly RoleWord[] {
  switch (type) {
    case 'number':
      return ['none', 'number', 'count', 'ordinal', 'category', ...(distinct === 2 ? ['binary' as const] : [])]
    case 'date':
      return ['none', 'days', 'year', 'month', 'weekday', 'hour']
    case 'text':
      return ['none', 'category']
    default:
      return ['none', 'category', 'ordinal', ...(distinct === 2 ? ['binary' as const] : [])]
  }
}

/** The chosen role of a column, or the proposed one. A choice that the type of the column no longer allows has no effect. */
export function roleOf(column: ColumnSummary, chosen: ChosenRoles): ChosenRole {
  const own = chosen[column.name]
  return own && wordsFor(column).includes(own.word) ? own : { word: column.proposal?.role ?? 'none' }
}

/** Whether a person must say the order of the levels. */
export function needsLevels(column: ColumnSummary, { word }: ChosenRole): boolean {
  return word === 'ordinal' && column.type !== 'number'
}

/** The roles of a fit, in the order of the dataset, without the columns that are left out. */
export function roleRequests({ columns }: DatasetSummary, chosen: ChosenRoles): Readonly<Record<string, RoleRequest>> {
  return Object.fromEntries(columns.flatMap(column => {
    const role = roleOf(column, chosen)
    return role.word === 'none' ? [] : [[column.name, requestOf(column, role)]]
  }))
}

function requestOf(column: ColumnSummary, role: ChosenRole): RoleRequest {
  const { word, levels } = role
  switch (word) {
    case 'none':
    case 'number':
      return { role: 'number' }
    case 'days':
      return { role: 'number', date: word }
    case 'year':
    case 'month':
    case 'weekday':
    case 'hour':
      return { role: 'ordinal', date: word }
    default:
      return { role: word, ...(needsLevels(column, role) && levels && levels.length > 1 && { levels: [...levels] }) }
  }
}

/** The choices that led to the roles of an earlier fit. */
export function chosenFrom({ columns }: DatasetSummary, roles: Readonly<Record<string, RoleRequest>>): ChosenRoles {
  return Object.fromEntries(columns.map(({ name }): readonly [string, ChosenRole] => {
    const request = roles[name]
    return [name, request ? { word: request.date ?? request.role, ...(request.levels && { levels: request.levels }) } : { word: 'none' }]
  }))
}
