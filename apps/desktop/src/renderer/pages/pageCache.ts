/** A cache of the pages of a long table. If it is full, the least recently used page is removed. */
export class PageCache<Row> {
  private readonly pages = new Map<number, readonly Row[]>()

  constructor(
    readonly pageSize: number,
    private readonly capacity: number,
  ) {}

  /** The row; undefined if its page is not in the cache. */
  get(index: number): Row | undefined {
    return this.pages.get(Math.floor(index / this.pageSize))?.[index % this.pageSize]
  }

  has(page: number): boolean {
    return this.pages.has(page)
  }

  set(page: number, rows: readonly Row[]): void {
    this.pages.delete(page)
    this.pages.set(page, rows)
    for (const oldest of this.pages.keys()) if (this.pages.size > this.capacity) this.pages.delete(oldest)
  }

  /** Numbers of the pages with rows `first` to `last`. Pages in the cache are marked as used. */
  pagesFor(first: number, last: number): number[] {
    const numbers: number[] = []
    for (let page = Math.floor(first / this.pageSize); page <= Math.floor(last / this.pageSize); page++) {
      const rows = this.pages.get(page)
      if (rows) this.set(page, rows)
      numbers.push(page)
    }
    return numbers
  }

  get size(): number {
    return this.pages.size
  }
}
