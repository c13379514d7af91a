/** Owns parts that are created one after another, so that all are freed if the next one cannot be created. */
export interface Holder {
  /** @returns the part. */
  hold<Part extends { dispose(): void }>(part: Part): Part
  /** Frees all parts, in reverse order. */
  dispose(): void
}

export function createHolder(): Holder {
  const parts: { dispose(): void }[] = []
  return {
    hold(part) {
      parts.push(part)
      return part
    },
    dispose() {
      for (let part = parts.pop(); part; part = parts.pop()) part.dispose()
    },
  }
}
