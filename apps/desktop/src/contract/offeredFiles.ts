/**
 * File extensions that dialogs offer first: those that the data package reads, and gzip. A person may choose any other file. The
 * window cannot import the data package, so a test of the engine compares this list with it.
 */
export const offeredExtensions: readonly string[] = [
  '.csv', '.txt', '.dat', '.data', '.tsv', '.tab', '.json', '.jsonl', '.ndjson', '.parquet', '.pq', '.arrow', '.arrows', '.feather',
  '.xlsx', '.xlsm', '.sqlite', '.sqlite3', '.db', '.duckdb', '.idx', '.gz',
]

/** The extension of projects. */
export const projectExtension = '.mixtura-project'

/** The usual name of the labels of an IDX file of images; null if it has not the usual name of images. */
export function idxLabelsName(images: string): string | null {
  const labels = images.replace(/images([-.])idx3/, 'labels$1idx1')
  return labels === images ? null : labels
}

/** What a file field of the browser offers: these, the endings of the MNIST file names, and projects. */
export const acceptedFiles = [...offeredExtensions, '.idx1-ubyte', '.idx3-ubyte', projectExtension].join(',')
