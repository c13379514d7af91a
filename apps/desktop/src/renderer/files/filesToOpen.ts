import { idxLabelsName } from '../../contract/offeredFiles.js'

/** A file that becomes a dataset, and for images in an IDX file the file of their labels, if it was chosen with them. */
export interface FileToOpen {
  readonly file: File
  readonly labels: File | null
}

/** What is opened of files that were chosen or dropped together, in their order. Labels are opened alone only without their images. */
export function filesToOpen(files: readonly File[]): FileToOpen[] {
  const labelsOf = (images: File): File | null => {
    const name = idxLabelsName(images.name)
    return (name !== null && files.find(other => other.name === name)) || null
  }
  const found = files.map(file => ({ file, labels: labelsOf(file) }))
  const labels = new Set(found.map(each => each.labels))
  return found.filter(({ file }) => !labels.has(file))
}
