import { noiseLabel } from '../../contract/results.js'
import type { Group } from '../../contract/fit.js'
import { useText } from '../i18n/useText.js'
import { useFormats } from './useFormats.js'

/** Names of the groups of a model: those that a person gave, otherwise "Group 1" for components, the class itself for known classes, and "Noise" for rows of no group. */
export function useGroupNames() {
  const { t } = useText()
  const formats = useFormats()

  function nameOf(groups: readonly Group[], label: number): string {
    if (label === noiseLabel) return t('results.noise')
    return groups[label]?.name ?? usualNameOf(groups, label)
  }

  /** The name of a group as long as a person has given none. */
  function usualNameOf(groups: readonly Group[], label: number): string {
    const name = groups[label]?.label ?? null
    return name !== null ? String(name) : t('results.group', { n: formats.value.integer(label + 1) })
  }

  /** Short name: the number of a component alone, if it has no name of its own. */
  function shortNameOf(groups: readonly Group[], label: number): string {
    return label !== noiseLabel && groups[label]?.name === null && groups[label].label === null ? formats.value.integer(label + 1) : nameOf(groups, label)
  }

  return { nameOf, usualNameOf, shortNameOf }
}
