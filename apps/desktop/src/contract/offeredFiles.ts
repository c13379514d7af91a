/**
 * Extensions that dialogs offer first: those that the data package knows, and gzip. A person may choose any other file. The window
 * cannot import that package, so a test of the engine holds this list against it.
 */
export const offeredExtensions: readonly string[] = [
  '.csv', '.txt', '.dat', '.data', '.tsv', '.tab', '.json', '.jsonl', '.ndjson', '.parquet', '.pq', '.idx', '.gz',
]

/** The same for a file field of the browser, with the names that MNIST gave its files. */
export const acceptedFiles = [...offeredExtensions, '.idx1-ubyte', '.idx3-ubyte'].join(',')
