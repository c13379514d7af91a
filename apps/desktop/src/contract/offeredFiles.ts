/**
 * File extensions that dialogs offer first: those that the data package reads, and gzip. A person may choose any other file. The
 * window cannot import the data package, so a test of the engine compares this list with it.
 */
export const offeredExtensions: readonly string[] = [
  '.csv', '.txt', '.dat', '.data', '.tsv', '.tab', '.json', '.jsonl', '.ndjson', '.parquet', '.pq', '.idx', '.gz',
]

/** The same list for a file field of the browser, with the endings of the MNIST file names. */
export const acceptedFiles = [...offeredExtensions, '.idx1-ubyte', '.idx3-ubyte'].join(',')
