import type { FittedModel } from '@mixtura/models'
import { noiseLabel } from '../../contract/results.js'
import type { Group } from '../../contract/fit.js'
import type { Assignments, FitResults } from '../jobs/workerApi.js'
import type { OwnUnits } from './ownUnits.js'

/** Describes a model for the window, with all values in the columns' own units. */
export function fitResults(model: FittedModel, labels: Assignments['labels'], units: OwnUnits): Omit<FitResults, 'seconds' | 'stopped' | 'passes'> {
  return {
    capabilities: [...model.capabilities],
    facts: model.facts().map(fact => units.fact(fact)),
    curves: model.curves().map(curve => units.curve(curve)),
    tables: model.tables().map(table => units.table(table)),
    groups: groupsOf(model, labels),
    noiseSize: labels ? countOf(labels, noiseLabel) : 0,
  }
}

function groupsOf(model: FittedModel, labels: Uint16Array | null): Group[] {
  const { groups } = model
  const sizes = new Array<number>(groups.length).fill(0)
  for (const label of labels ?? []) if (label < groups.length) sizes[label]!++
  const weights = [model.components?.(), model.codeMixture?.()].find(mixture => mixture?.components === groups.length)?.weights
  return groups.map((label, k) => ({ label: areClasses(model) ? label : null, name: null, size: labels ? sizes[k]! : null, weight: weights?.[k] ?? null }))
}

/** Whether the groups of a model are classes. Their names are texts; components have numbers. */
export function areClasses({ groups }: Pick<FittedModel, 'groups'>): boolean {
  return groups.some(group => typeof group === 'string')
}

function countOf(labels: Uint16Array, wanted: number): number {
  let count = 0
  for (const label of labels) if (label === wanted) count++
  return count
}
