import { noiseLabel } from '../../contract/results.js'
import type { Group } from '../../contract/fit.js'
import { useText } from '../i18n/useText.js'
import { useFormats } from './useFormats.js'

/** Names of the groups of a model: "Group 1" for components, the class itself for known classes, and "Noise" for rows of no group. */
export function useGroupNames() {
  const { t } = useText()
  const formats = useFormats()

  function nameOf(groups: readonly Group[], label: number): string {
    if (label === noiseLabel) return t('results.noise')
    const name = groups[label]?.label ?? null
    return name !== null ? String(name) : t('results.group', { n: formats.value.integer(label + 1) })
  }

  /** Short name: the number of a component alone. */
  function shortNameOf(groups: readonly Group[], label: number): string {
    return label !== noiseLabel && (groups[label]?.label ?? null) === null ? formats.value.integer(label + 1) : nameOf(groups, label)
  }

  return { nameOf, shortNameOf }
}
