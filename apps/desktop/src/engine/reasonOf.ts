/** What a failure says of itself, whole: for the terminal. To a window goes what `toStudioError` leaves of it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
