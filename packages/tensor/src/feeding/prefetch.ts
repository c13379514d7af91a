/**
 * The same values, each asked for before the one before it is handed out: reading from a file or a network goes on
 * while the device works on what came before.
 */
export async function* prefetch<Value>(values: AsyncIterable<Value>): AsyncGenerator<Value> {
  const iterator = values[Symbol.asyncIterator]()
  let next = iterator.next()
  // A failure is reported when its value is asked for, not before.
  next.catch(() => undefined)
  try {
    for (;;) {
      const result = await next
      if (result.done) return
      next = iterator.next()
      next.catch(() => undefined)
      yield result.value
    }
  } finally {
    await iterator.return?.()
  }
}
