/** The part of a worker of node:worker_threads that is used here. */
export interface NodeWorker {
  postMessage(message: unknown): void
  on(event: 'message' | 'error' | 'messageerror' | 'exit', listener: (value: unknown) => void): void
  terminate(): Promise<unknown>
  ref(): void
  unref(): void
}

/** The part of node:worker_threads that is used here. */
export interface NodeThreads {
  readonly Worker: new (url: URL, options: { readonly execArgv: readonly string[] }) => NodeWorker
  /** Null on the main thread. */
  readonly parentPort: {
    postMessage(message: unknown): void
    on(event: 'message', listener: (message: unknown) => void): void
  } | null
}

interface NodeProcess {
  readonly versions?: { readonly node?: string }
  /** 'renderer' in a window of Electron, whose Node has no worker threads. */
  readonly type?: string
  /** Available from Node 20.16 and 22.3 on. */
  readonly getBuiltinModule?: (name: string) => unknown
}

/**
 * node:worker_threads; undefined in browsers. There is no static import of it, so that this module also loads in browsers and
 * their bundlers have nothing to resolve.
 */
export function nodeThreads(): Promise<NodeThreads> | undefined {
  const { process } = globalThis as { readonly process?: NodeProcess }
  if (!process?.versions?.node || process.type === 'renderer') return undefined
  const name = 'node:worker_threads'
  const builtin = process.getBuiltinModule?.(name) ?? import(/* @vite-ignore */ /* webpackIgnore: true */ name)
  return Promise.resolve(builtin as NodeThreads | Promise<NodeThreads>)
}
