import type { Component } from 'vue'
import type { ResultTable } from '../../contract/fit.js'
import SelectionPicture from './SelectionPicture.vue'
import { selectionSurface } from './selectionSurface.js'

/** A picture of a result table: a component, and what it draws. The component also takes `texts` and `theme`. */
export interface TablePicture {
  readonly component: Component
  readonly drawn: Readonly<Record<string, unknown>>
}

/** The picture that says more than the table alone; null for tables without one. */
export function tablePicture(table: ResultTable): TablePicture | null {
  const surface = selectionSurface(table)
  return surface && { component: SelectionPicture, drawn: { surface } }
}
