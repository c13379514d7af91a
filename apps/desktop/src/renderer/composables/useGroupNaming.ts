import { computed } from 'vue'
import type { FitSummary } from '../../contract/fit.js'
import { suggestedNames } from '../groupNaming/suggestedNames.js'
import type { Trait } from '../groupNaming/traits.js'
import { traitsOfClasses, traitsOfRows } from '../groupNaming/traits.js'
import { useText } from '../i18n/useText.js'
import { useFitsStore } from '../stores/fits.js'
import { useHost } from '../stores/host.js'
import { useNoticesStore } from '../stores/notices.js'

/** Gives names to the groups of a fit: those that a person types, and suggestions by what is characteristic of each group. */
export function useGroupNaming(fit: () => FitSummary | null) {
  const host = useHost()
  const fits = useFitsStore()
  const notices = useNoticesStore()
  const { t } = useText()

  /** Pixels give no names. */
  const canSuggest = computed(() => {
    const summary = fit()
    return summary !== null && summary.groups.length > 1 && summary.imageShape === null && ['profiles', 'predict'].some(one => summary.capabilities.includes(one))
  })

  function rename(group: number, name: string | null): void {
    const summary = fit()
    if (summary) void fits.nameGroups(summary.id, summary.groups.map((each, k) => (k === group ? name : each.name)))
  }

  /** Groups that have a name keep it. */
  async function suggest(): Promise<void> {
    const asked = fit()
    const traits = asked && await notices.attempt(() => traitsOf(asked))
    const summary = fit()
    if (!traits || summary?.id !== asked.id) return
    const names = suggestedNames(traits, phraseOf, phrases => phrases.join(' · '))
    await fits.nameGroups(summary.id, summary.groups.map(({ name }, k) => name ?? names[k]!))
  }

  async function traitsOf({ id, capabilities, groups, features }: FitSummary): Promise<Trait[][]> {
    if (capabilities.includes('profiles')) return traitsOfClasses(await host.engine.getClassProfiles({ fit: id }), groups.map(({ weight, size }) => weight ?? size ?? 1))
    return traitsOfRows(await host.engine.getGroupProfiles({ fit: id }), features.columns)
  }

  function phraseOf({ column, is }: Trait): string {
    return typeof is === 'string' ? t(`naming.${is}`, { column }) : t('naming.level', { column, level: is.level })
  }

  return { canSuggest, rename, suggest }
}
