export { MixturaError } from '@mixtura/core'
