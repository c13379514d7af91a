/** A fault that the user can correct. The message is one text in the person's language: what is wrong, and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  constructor(
    readonly code: 'usage' | 'data',
    message: string,
  ) {
    super(message)
  }
}

export const usageError = (message: string): CommandError => new CommandError('usage', message)

export const dataError = (message: string): CommandError => new CommandError('data', message)
