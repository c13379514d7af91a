import type { Component } from 'vue'
import type { ResultTable } from '../../contract/fit.js'
import MergingPicture from './MergingPicture.vue'
import { mergingTree } from './mergingTree.js'
import SelectionPicture from './SelectionPicture.vue'
import { selectionSurface } from './selectionSurface.js'

/** A picture of a result table: a component, and what it draws. The component also takes `texts` and `theme`, and may take `disabled` and emit `refit`. */
export interface TablePicture {
  readonly component: Component
  readonly drawn: Readonly<Record<string, unknown>>
}

/**
 * The picture that says more than the table alone; null for tables without one.
 *
 * @param groups number of groups of the model.
 */
export function tablePicture(table: ResultTable, groups: number): TablePicture | null {
  const tree = mergingTree(table, groups)
  if (tree) return { component: MergingPicture, drawn: { tree } }
  const surface = selectionSurface(table)
  return surface && { component: SelectionPicture, drawn: { surface } }
}
