/**
 * Yields the values of `values`. Each value is requested while the one before is still in use, so that reading overlaps with
 * computation. Two values are held at a time. An error of reading is thrown in place of its value.
 */
export async function* readAhead<Value>(values: AsyncIterable<Value> | Iterable<Value>): AsyncGenerator<Value, void> {
  const iterator = Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]()
  const ask = (): Promise<IteratorResult<Value, unknown>> => {
    const answer = (async () => iterator.next())()
    answer.catch(() => undefined) // the rejection is handled when the value is awaited
    return answer
  }
  let next = ask()
  let isExhausted = false
  try {
    for (;;) {
      const { done, value } = await next
      isExhausted = done === true
      if (done) return
      next = ask()
      yield value
    }
  } catch (error) {
    isExhausted = true // an iterator that failed is not asked to close
    throw error
  } finally {
    if (!isExhausted) {
      await next.catch(() => undefined)
      await iterator.return?.()
    }
  }
}
