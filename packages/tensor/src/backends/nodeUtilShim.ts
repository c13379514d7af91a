/**
 * Restores the predicates of `node:util` that tfjs-node 4.22 calls and Node 23 removed (tensorflow/tfjs#8425). Call it before the
 * package is loaded. The function refers to nothing outside itself, because the installer sends its source text to a child process.
 *
 * @param util the CommonJS object of `node:util`, which is what tfjs-node calls.
 */
export function restoreUtilPredicates(util: Record<string, unknown>): void {
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  util['isArray'] ??= Array.isArray
  util['isString'] ??= (value: unknown) => typeof value === 'string'
  util['isNumber'] ??= (value: unknown) => typeof value === 'number'
  util['isObject'] ??= (value: unknown) => value !== null && typeof value === 'object'
  util['isFunction'] ??= (value: unknown) => typeof value === 'function'
}
