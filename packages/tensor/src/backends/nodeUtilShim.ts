/**
 * tfjs-node 4.22 calls predicates of `node:util` that Node 23 removed (tensorflow/tfjs#8425). Whatever is missing is
 * put back; call it before the package is loaded. It uses nothing from outside itself: the installer sends its text
 * to a child process.
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
