/** Ends a thread's part in a pass whose result nobody waits for any more. */
export class PassGivenUp extends Error {
  override readonly name = 'PassGivenUp'
  constructor() {
    super('the pass was given up')
  }
}
