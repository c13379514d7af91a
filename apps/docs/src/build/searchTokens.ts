/**
 * The words of a text for search. Words of spaced scripts are split at spaces and punctuation. Chinese has no spaces, so each
 * run of its characters gives the overlapping pairs, and a single character itself; a query is cut in the same way.
 *
 * The site carries this function as text, so it uses nothing outside itself.
 */
export function searchTokens(text: string): string[] {
  const words = text.toLowerCase().match(/\p{Script=Han}+|[\p{Letter}\p{Number}][\p{Letter}\p{Number}_]*?(?=\p{Script=Han}|[^\p{Letter}\p{Number}_]|$)/gu) ?? []
  return words.flatMap(word => {
    if (!/^\p{Script=Han}{2,}$/u.test(word)) return [word]
    const characters = Array.from(word)
    return characters.slice(1).map((character, at) => characters[at] + character)
  })
}
