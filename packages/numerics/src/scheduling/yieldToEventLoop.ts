/**
 * Call it between pieces of work. It returns `undefined` while no pause is due, and otherwise a promise
 * that resolves in a later turn of the event loop:
 *
 *   const pause = yieldIfDue()
 *   if (pause) await pause
 *
 * `await yieldIfDue()` also works, but always costs one microtask.
 */
export type YieldIfDue = () => Promise<void> | undefined

/** Short enough for visible progress and a quick reaction to signals, long enough that pauses cost almost nothing. */
const turnMilliseconds = 30

/**
 * Makes a yielder, which prevents a long computation from blocking timers, input and messages. Each computation needs its own.
 *
 * @param milliseconds maximum length of a turn before a pause is due; 0 pauses at every call; default 30.
 */
export function createYielder(milliseconds = turnMilliseconds): YieldIfDue {
  let turnStart = performance.now()
  return () => {
    if (performance.now() - turnStart < milliseconds) return undefined
    return yieldToEventLoop().then(() => {
      turnStart = performance.now()
    })
  }
}

/**
 * Resolves in a later macrotask. It uses setImmediate if the host has it (Node), otherwise a MessageChannel,
 * which browsers do not limit to 4 ms as they do nested timers. Everything it opens is closed after the pause.
 */
export function yieldToEventLoop(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown }
  return new Promise(resolve => {
    if (setImmediate) {
      setImmediate(resolve)
      return
    }
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      port2.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null)
  })
}
