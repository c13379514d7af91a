import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useHost } from './host.js'

/** `restarted` means ready again after a loss, until the user has read the notice. */
export type EngineCondition = 'ready' | 'lost' | 'restarted'

/** Whether the engine process is available. */
export const useEngineStore = defineStore('engine', () => {
  const host = useHost()
  const condition = ref<EngineCondition>('ready')
  const returns: (() => void)[] = []

  host.onEngineState(state => {
    if (state.kind === 'lost') {
      condition.value = 'lost'
    } else if (condition.value === 'lost') {
      condition.value = 'restarted'
      for (const listener of returns) listener()
    }
  })

  /** Calls `listener` each time a lost engine is back. */
  function onReturn(listener: () => void): void {
    returns.push(listener)
  }

  function acknowledge(): void {
    if (condition.value === 'restarted') condition.value = 'ready'
  }

  return { condition, onReturn, acknowledge }
})
