/** The text of a file, which the build puts into the module that imports it. */
declare module '*?raw' {
  const text: string
  export default text
}
