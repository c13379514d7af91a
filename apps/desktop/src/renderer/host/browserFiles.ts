import { acceptedFiles } from '../../contract/offeredFiles.js'

/** Shows the browser's open dialog; null if the user cancels. */
export function askForFile(): Promise<File | null> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = acceptedFiles
  input.hidden = true
  // The input is added to the page for tests, and because some browsers lose an input outside the page.
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

/** Saves the content of `url` to the browser's downloads. */
export function download(url: string, name: string): void {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}
