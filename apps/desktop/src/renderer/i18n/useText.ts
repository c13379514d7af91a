import { useI18n } from 'vue-i18n'
import type { MessageKey } from './en.js'

export type Translate = (key: MessageKey, named?: Readonly<Record<string, string | number>>, count?: number) => string

/** `t` with keys that the compiler checks. `count` chooses the plural form; `named` holds formatted texts. */
export function useText(): { readonly t: Translate } {
  const { t: translate } = useI18n({ useScope: 'global' })
  const t: Translate = (key, named = {}, count) =>
    count === undefined ? translate(key, named) : translate(key, named, { plural: count })
  return { t }
}
