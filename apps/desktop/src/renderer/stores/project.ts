import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { KeptSession, Session } from '../../contract/session.js'
import { useHost } from './host.js'
import { useNoticesStore } from './notices.js'

/** Saves the session as a project, and holds the sessions of earlier runs. */
export const useProjectStore = defineStore('project', () => {
  const host = useHost()
  const notices = useNoticesStore()
  const kept = shallowRef<readonly KeptSession[]>([])
  const saving = ref(false)
  const latest = computed(() => kept.value[0] ?? null)

  /** Reads the list anew. The session of a run that has crashed is in it as soon as the engine knows that it has. */
  async function refresh(): Promise<void> {
    kept.value = (await notices.attempt(() => host.engine.listKeptSessions(null))) ?? kept.value
  }

  async function save(): Promise<void> {
    saving.value = true
    await notices.attempt(async () => {
      const { file, suggestedName } = await host.engine.saveProject(null)
      await host.saveExport(file, suggestedName)
    })
    saving.value = false
  }

  /** @returns the session with what the earlier one held; undefined if it is not there any more. */
  async function takeOver(session: string): Promise<Session | undefined> {
    const whole = await notices.attempt(() => host.engine.continueSession({ session }))
    await refresh()
    return whole
  }

  async function remove(session: string): Promise<void> {
    await notices.attempt(() => host.engine.removeKeptSession({ session }))
    await refresh()
  }

  return { kept, latest, saving, refresh, save, takeOver, remove }
})
