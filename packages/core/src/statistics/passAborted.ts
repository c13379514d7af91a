/** Ends the work of a thread on a pass whose result is no longer needed. */
export class PassAborted extends Error {
  override readonly name = 'PassAborted'
  constructor() {
    super('the pass was aborted')
  }
}
