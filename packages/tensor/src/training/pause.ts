/** How long the loop may block the event loop. Signals are handled and windows respond in between. */
const turnMilliseconds = 50

/** Makes a function that returns a promise of a later turn if this turn has lasted long enough, else undefined. */
export function createPause(): () => Promise<void> | undefined {
  let turnStart = performance.now()
  return () => {
    if (performance.now() - turnStart < turnMilliseconds) return undefined
    return new Promise(resolve => {
      const begin = (): void => {
        turnStart = performance.now()
        resolve()
      }
      // Timers of Node wait at least a millisecond; its immediates do not.
      if (typeof setImmediate === 'function') setImmediate(begin)
      else setTimeout(begin, 0)
    })
  }
}
