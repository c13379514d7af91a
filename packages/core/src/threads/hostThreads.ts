interface Host {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown }
  readonly navigator?: { readonly hardwareConcurrency?: number }
}

/** How many threads the host runs at once; 1 if it does not tell. */
export function hostThreads(): number {
  const { process, navigator } = globalThis as Host
  const os = process?.getBuiltinModule?.('node:os') as { availableParallelism?(): number } | undefined
  return os?.availableParallelism?.() ?? navigator?.hardwareConcurrency ?? 1
}
