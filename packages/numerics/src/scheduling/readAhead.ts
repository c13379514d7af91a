/**
 * The values of `values`, each asked for while the one before is still in use: reading goes on during the computation.
 * Two values are held at a time. An error of reading comes where its value would.
 */
export async function* readAhead<Value>(values: AsyncIterable<Value> | Iterable<Value>): AsyncGenerator<Value, void> {
  const iterator = Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]()
  const ask = (): Promise<IteratorResult<Value, unknown>> => {
    const answer = (async () => iterator.next())()
    answer.catch(() => undefined) // it is heard when the value is wanted
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
    isExhausted = true // who fails to give a value is not asked to close
    throw error
  } finally {
    if (!isExhausted) {
      await next.catch(() => undefined)
      await iterator.return?.()
    }
  }
}
