import { computed } from 'vue'
import { useText } from '../i18n/useText.js'
import type { Change } from '../stores/history.js'
import { useHistoryStore } from '../stores/history.js'
import { useFitNames } from './useFitNames.js'

/** What undo and redo would do, in words. */
export function useHistoryTexts() {
  const history = useHistoryStore()
  const fitName = useFitNames()
  const { t } = useText()

  function nameOf(change: Change): string {
    if ('fit' in change) return fitName(change.fit)
    return 'column' in change ? change.column : (change.dataset.title ?? change.dataset.name)
  }
  const stepText = (change: Change): string => t(`history.steps.${change.kind}`, { name: nameOf(change) })

  return {
    undo: computed(() => (history.nextUndo ? t('history.undoNamed', { step: stepText(history.nextUndo) }) : t('history.nothingToUndo'))),
    redo: computed(() => (history.nextRedo ? t('history.redoNamed', { step: stepText(history.nextRedo) }) : t('history.nothingToRedo'))),
    /** What was done last with the history; empty if nothing was. */
    spoken: computed(() => (history.last ? t(`history.${history.last.way}`, { step: stepText(history.last.change) }) : '')),
  }
}
