/** The complete message of an error, for the terminal. A window gets the shortened message of `toStudioError`. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
