/** How long the loop may keep a turn of the event loop: a signal is heard and a window answers. */
const turnMilliseconds = 50

/** A function that answers a promise of a later turn when this one has lasted long enough, else undefined. */
export function createPause(): () => Promise<void> | undefined {
  let turnStart = performance.now()
  return () => {
    if (performance.now() - turnStart < turnMilliseconds) return undefined
    return new Promise(resolve => {
      const begin = (): void => {
        turnStart = performance.now()
        resolve()
      }
      // Node's timers wait a millisecond at least; its immediates do not.
      if (typeof setImmediate === 'function') setImmediate(begin)
      else setTimeout(begin, 0)
    })
  }
}
