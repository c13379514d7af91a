import type { FeatureRole } from '../featureRoles.js'
import { DatasetError } from './datasetError.js'
import { listNames } from './wording.js'

/** A column cannot have the role that it was asked to have. */
export class FeatureRoleError extends DatasetError {
  override readonly name = 'FeatureRoleError'
  readonly code = 'feature-role'
  /**
   * @param fault what is wrong with the column or its cells.
   * @param remedy what to do.
   */
  constructor(readonly column: string, readonly role: FeatureRole, readonly fault: string, remedy: string) {
    super(`Column "${column}" cannot have the role ${role}: ${fault}. ${remedy}`)
  }
}

/** The words of an ordinal column have no order of their own, and none was given. */
export class LevelOrderError extends DatasetError {
  override readonly name = 'LevelOrderError'
  readonly code = 'level-order'
  constructor(readonly column: string, readonly levels: readonly string[]) {
    super(
      `Column "${column}" is ordinal, and its levels ${listNames(levels)} are words, whose order is not known. ` +
        "Give it in levels, the lowest first, take the alphabet with order: 'alphabetical', or use the role category.",
    )
  }
}

/** A value of a column is not among the levels that were given for it. */
export class UnknownLevelError extends DatasetError {
  override readonly name = 'UnknownLevelError'
  readonly code = 'unknown-level'
  constructor(readonly column: string, readonly value: string, readonly rows: number, readonly levels: readonly string[]) {
    super(
      `Column "${column}" holds "${value}" in ${rows} ${rows === 1 ? 'row' : 'rows'}, and its levels are ${listNames(levels)}. ` +
        'Add it to the levels, name it in the field of of one of them, or correct the cells.',
    )
  }
}

/** A column has more levels than a feature may have. */
export class TooManyLevelsError extends DatasetError {
  override readonly name = 'TooManyLevelsError'
  readonly code = 'too-many-levels'
  /** @param remedy what to do. */
  constructor(readonly column: string, readonly levels: number, readonly maximum: number, remedy = 'Merge rare ones with mergeBelow, or leave the column out.') {
    super(`Column "${column}" has ${levels} levels, and a feature can have ${maximum} at most. ${remedy}`)
  }
}
