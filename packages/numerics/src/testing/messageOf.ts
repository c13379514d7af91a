/** What a call says when it refuses; 'accepted' where it does not. */
export async function messageOf(call: () => unknown): Promise<string> {
  try {
    await call()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'accepted'
}
