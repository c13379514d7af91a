/** Owns parts that are made one after the other, so that all are freed if the next cannot be made. */
export interface Holder {
  /** @returns the part. */
  hold<Part extends { dispose(): void }>(part: Part): Part
  /** Of all parts, the last first. */
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
