import { acceptedFiles } from '../../contract/offeredFiles.js'

/** The browser's open dialog; null when the user cancels. */
export function askForFile(): Promise<File | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = acceptedFiles
  input.hidden = true
  // Tests find it in the page, and some browsers forget an input that is not.
  document.body.append(input)
  return new Promise(resolve => {
    const settle = (file: File | null): void => {
      input.remove()
      resolve(file)
    }
    input.addEventListener('change', () => settle(input.files?.[0] ?? null), { once: true })
    input.addEventListener('cancel', () => settle(null), { once: true })
    input.click()
  })
}

/** Saves what `url` answers into the browser's downloads. */
export function download(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}
