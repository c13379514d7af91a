/** The message of the error that a call throws; 'accepted' if it throws none. */
export async function messageOf(call: () => unknown): Promise<string> {
  try {
    await call()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'accepted'
}
