/** Whether this is Node, or the Node side of Electron, where native packages can be loaded. */
export const isNode = (): boolean =>
  typeof process !== 'undefined' && typeof process.versions === 'object' && typeof process.versions.node === 'string'
