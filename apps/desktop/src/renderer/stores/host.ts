import { inject } from 'vue'
import type { InjectionKey } from 'vue'
import type { StudioHost } from '../../contract/host.js'

export const hostKey: InjectionKey<StudioHost> = Symbol('StudioHost')

/** The host of this window, which main.ts provides once. */
export function useHost(): StudioHost {
  const host = inject(hostKey)
  if (host === undefined) throw new Error('no StudioHost is provided: call app.provide(hostKey, host) before using a store.')
  return host
}
