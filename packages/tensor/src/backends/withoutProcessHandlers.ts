import { AsyncLocalStorage } from 'node:async_hooks'
import process from 'node:process'

const fatalEvents: readonly unknown[] = ['uncaughtException', 'unhandledRejection']

/**
 * Runs `start` and ignores the handlers that it registers for errors of the process. The wasm module of TensorFlow.js registers two
 * that throw every error again. They would end a program that handles its errors itself. Handlers that other code registers meanwhile
 * stay.
 */
export async function withoutProcessHandlers(start: () => Promise<void>): Promise<void> {
  const starting = new AsyncLocalStorage<true>()
  const own = Object.getOwnPropertyDescriptor(process, 'on')
  const { on } = process
  const register = (event: string, listener: () => void): NodeJS.Process =>
    starting.getStore() && fatalEvents.includes(event) ? process : (Reflect.apply(on, process, [event, listener]) as NodeJS.Process)
  Object.defineProperty(process, 'on', { value: register, configurable: true, writable: true })
  try {
    await starting.run(true, start)
  } finally {
    if (own) Object.defineProperty(process, 'on', own)
    else Reflect.deleteProperty(process, 'on')
  }
}
