/**
 * Call it between pieces of work. It answers `undefined` while the turn is still short, and otherwise a
 * promise that resolves in a later turn of the event loop:
 *
 *   const pause = yieldIfDue()
 *   if (pause) await pause
 *
 * `await yieldIfDue()` is right too, at the price of one microtask whether due or not.
 */
export type YieldIfDue = () => Promise<void> | undefined

/** Short enough that progress shows and a signal is heard, long enough that pauses cost nothing. */
const turnMilliseconds = 30

/**
 * Keeps a long computation from starving timers, input and messages. Each computation makes its own.
 *
 * @param milliseconds how long a turn may last before a pause is due; 0 pauses at every call; 30 by default.
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
 * Resolves in a later macrotask. By setImmediate where the host has it (Node), else by a MessageChannel,
 * which browsers do not clamp to 4 ms as they do nested timers. Nothing that it opens outlives the pause.
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
