import { computed } from 'vue'
import { shortcuts, stepShortcut } from '../commands/shortcuts.js'
import type { Command } from '../commands/searchCommands.js'
import { localeNames, locales } from '../i18n/locales.js'
import { useText } from '../i18n/useText.js'
import { useCatalogueStore } from '../stores/catalogue.js'
import { useDatasetsStore } from '../stores/datasets.js'
import { useFeaturesStore } from '../stores/features.js'
import { canEnter } from '../stores/featureChoice.js'
import { useFitsStore } from '../stores/fits.js'
import { useHistoryStore } from '../stores/history.js'
import { useModelFormStore } from '../stores/modelForm.js'
import { steps, useNavigationStore, type Step } from '../stores/navigation.js'
import { themeChoices, usePreferencesStore } from '../stores/preferences.js'
import { useProjectStore } from '../stores/project.js'
import { useFitNames } from './useFitNames.js'
import { useHistoryTexts } from './useHistoryTexts.js'

/** More columns of a table are not listed as commands; the Data step has them all. */
const maxColumns = 300

/** Everything that can be done from anywhere, for the palette and the keyboard. */
export function useCommands(help: () => void) {
  const { t } = useText()
  const catalogue = useCatalogueStore()
  const datasets = useDatasetsStore()
  const features = useFeaturesStore()
  const fits = useFitsStore()
  const form = useModelFormStore()
  const history = useHistoryStore()
  const navigation = useNavigationStore()
  const preferences = usePreferencesStore()
  const project = useProjectStore()
  const nameOf = useFitNames()
  const historyTexts = useHistoryTexts()

  const go = (step: Step): void => { navigation.step = step }
  const shown = (id: string): string => {
    const dataset = datasets.datasets.find(known => known.id === id)
    return dataset?.title ?? dataset?.name ?? ''
  }

  const actions = computed((): readonly Command[] => {
    const fit = fits.shown
    return [
      { id: 'undo', group: 'actions', title: historyTexts.undo.value, shortcut: shortcuts.undo, enabled: history.nextUndo !== null && !history.busy, run: () => void history.undo() },
      { id: 'redo', group: 'actions', title: historyTexts.redo.value, shortcut: shortcuts.redo, enabled: history.nextRedo !== null && !history.busy, run: () => void history.redo() },
      { id: 'save', group: 'actions', title: t('project.save'), shortcut: shortcuts.save, enabled: datasets.current !== null && !project.saving, run: () => void project.save() },
      { id: 'open', group: 'actions', title: t('data.open'), shortcut: shortcuts.open, enabled: !datasets.opening, run: () => void datasets.pick().then(opened => { if (opened) go('data') }) },
      { id: 'start', group: 'actions', title: t('models.start'), shortcut: shortcuts.start, enabled: form.blocker === null && !fits.starting, run: startFit },
      ...(fit?.status === 'running' ? [{ id: 'pause', group: 'actions', title: t('progress.pause'), detail: nameOf(fit), enabled: true, run: () => void fits.pause(fit.id) } as const] : []),
      ...(fit?.status === 'paused' ? [{ id: 'resume', group: 'actions', title: t('progress.resume'), detail: nameOf(fit), enabled: true, run: () => void fits.resume(fit.id) } as const] : []),
      ...(fit ? [{ id: 'delete', group: 'actions', title: t('keep.removeFit'), detail: nameOf(fit), enabled: true, run: () => void fits.remove(fit.id) } as const] : []),
      ...locales.filter(locale => locale !== preferences.locale).map((locale): Command => ({
        id: `language-${locale}`, group: 'actions', title: localeNames[locale], detail: t('topBar.language'), words: ['language', '语言'], enabled: true, run: () => { preferences.locale = locale },
      })),
      ...themeChoices.filter(theme => theme !== preferences.themeChoice).map((theme): Command => ({
        id: `theme-${theme}`, group: 'actions', title: t(themeNames[theme]), detail: t('topBar.theme'), words: ['theme', '外观'], enabled: true, run: () => { preferences.themeChoice = theme },
      })),
      { id: 'help', group: 'actions', title: t('commands.help'), shortcut: shortcuts.help, enabled: true, run: help },
    ]
  })

  function startFit(): void {
    const request = form.blocker ? null : form.request()
    if (!request) return
    go('models')
    void fits.start(request)
  }

  const places = computed((): readonly Command[] => steps.map((step, at) => ({
    id: `step-${step}`, group: 'steps', title: t('commands.goTo', { step: t(`steps.${step}`) }), shortcut: stepShortcut(at + 1), enabled: true, run: () => go(step),
  })))

  const found = computed((): readonly Command[] => [
    ...fits.fits.map((fit): Command => ({
      id: fit.id, group: 'fits', title: nameOf(fit), detail: shown(fit.features.dataset), words: [catalogue.nameOf(fit.family), fit.note], enabled: true,
      run: () => {
        fits.show(fit.id)
        go(fit.hasModel ? 'results' : 'models')
      },
    })),
    ...datasets.datasets.map((dataset): Command => ({
      id: dataset.id, group: 'datasets', title: dataset.title ?? dataset.name, words: [dataset.name, dataset.note], enabled: true,
      run: () => {
        datasets.show(dataset.id)
        go('data')
      },
    })),
    ...catalogue.families.map((family): Command => {
      const texts = catalogue.searchTexts(family).flatMap(({ families }) => families[family.kind] ?? [])
      return {
        id: `family-${family.kind}`, group: 'models', title: catalogue.nameOf(family.kind), words: texts.flatMap(({ name, synonyms }) => [name, ...synonyms]), enabled: true,
        run: () => {
          form.choose(family.kind)
          go('models')
        },
      }
    }),
    ...(datasets.current?.columns ?? []).filter(canEnter).slice(0, maxColumns).map(({ name }): Command => {
      const isUsed = features.choice?.columns.includes(name) ?? false
      return {
        id: `column-${name}`, group: 'columns', title: t(isUsed ? 'commands.leaveOut' : 'commands.use', { column: name }), detail: shown(datasets.current!.id), enabled: true,
        run: () => features.use([name], !isUsed),
      }
    }),
  ])

  return computed((): readonly Command[] => [...actions.value, ...places.value, ...found.value])
}

const themeNames = { system: 'topBar.themeSystem', light: 'topBar.themeLight', dark: 'topBar.themeDark' } as const
