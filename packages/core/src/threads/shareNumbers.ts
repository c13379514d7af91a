import type { Matrix } from '@mixtura/numerics'
import { nodeThreads } from './nodeThreads.js'

/**
 * Numbers that can be posted to any number of workers without a copy for each. Numbers in shared memory are returned as they
 * are; others are copied there once. If the host does not share memory (a page that is not cross-origin isolated), each post
 * copies. Then a view is copied to a buffer of its own size, because a post would copy the whole buffer under it.
 */
export function shareNumbers<Numbers extends Float64Array | Float32Array | Int32Array>(numbers: Numbers): Numbers {
  const { buffer, byteLength } = numbers
  if (!canShare()) return byteLength === buffer.byteLength ? numbers : (numbers.slice() as Numbers)
  if (buffer instanceof SharedArrayBuffer) return numbers
  const shared = new SharedArrayBuffer(byteLength)
  const copy = numbers instanceof Float64Array ? new Float64Array(shared) : numbers instanceof Int32Array ? new Int32Array(shared) : new Float32Array(shared)
  copy.set(numbers)
  return copy as Numbers
}

export function shareMatrix({ data, rows, columns }: Matrix): Matrix {
  return { data: shareNumbers(data), rows, columns }
}

/** Memory of `bytes` that threads share, if they can. */
export const newShareable = (bytes: number): ArrayBufferLike => (canShare() ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))

/** Whether threads can share memory: true in Node and in cross-origin isolated pages. */
export function canShare(): boolean {
  if (typeof SharedArrayBuffer !== 'function') return false
  return nodeThreads() !== undefined || (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true
}
