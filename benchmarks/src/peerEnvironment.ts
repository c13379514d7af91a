/**
 * Variables that choose a peer's kernels, limit its instructions, or change how its threads wait. Most are workarounds for
 * old builds and slow a current one several times, so peers run without them.
 */
const overrides = [
  /^OPENBLAS_/, /^GOTO_/, /^BLIS_/, /^MKL_/, /^KMP_/, /^OMP_/, /^GOMP_/, /^NVPL_/, /^ATLAS_/, /^ARMPL_/, /^VECLIB_/, /^ACCELERATE_/,
  /^NUMEXPR_/, /^NPY_/, /^SCIPY_/, /^SKLEARN_/, /^JOBLIB_/, /^LOKY_/, /^MALLOC_/, /^PYTHON(MALLOC|DEVMODE|TRACEMALLOC|OPTIMIZE)$/, /^(GLIBC_TUNABLES|LD_PRELOAD)$/,
]

/** Variables that set the number of threads of the peers' libraries. */
const threadCounts = ['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'BLIS_NUM_THREADS', 'VECLIB_MAXIMUM_THREADS']

type Environment = Readonly<Record<string, string | undefined>>

/** Names of the variables in `environment` that are removed for peers. */
export function strippedVariables(environment: Environment): readonly string[] {
  return Object.keys(environment).filter(name => overrides.some(pattern => pattern.test(name.toUpperCase()))).sort()
}

/** `environment` without the variables that slow a peer, and with the common number of threads. */
export function peerEnvironment(environment: Environment, threads: number): Record<string, string | undefined> {
  const stripped = new Set(strippedVariables(environment))
  return {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => !stripped.has(name))),
    ...Object.fromEntries(threadCounts.map(name => [name, String(threads)])),
  }
}
