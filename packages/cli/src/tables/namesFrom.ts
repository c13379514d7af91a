/** Names that are typed with commas between them. */
export function namesFrom(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map(name => name.trim()).filter(name => name !== '')
}
