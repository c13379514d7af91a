/** Prints pages in the light theme: browsers leave out backgrounds, and the light text of the dark theme cannot be read on paper. */
export function printInLight(): void {
  const { classList } = document.documentElement
  let wasDark = false
  addEventListener('beforeprint', () => {
    wasDark = classList.contains('dark')
    classList.remove('dark')
  })
  addEventListener('afterprint', () => classList.toggle('dark', wasDark))
}
