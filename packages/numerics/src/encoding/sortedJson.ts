import type { JsonValue } from './checkpointFile.js'

/** JSON with sorted names, so that equal values have equal texts whatever the order of their names; 'absent' for undefined. */
export function sortedJson(value: JsonValue | undefined): string {
  if (value === undefined) return 'absent'
  return JSON.stringify(value, (_name, inner: JsonValue) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
