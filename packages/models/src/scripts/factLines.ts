/**
 * The lines of a script that define `facts`.
 *
 * @param facts the expression of each fact, by its name.
 */
export function factLines(facts: Readonly<Record<string, string>>): readonly string[] {
  const fields = Object.entries(facts).map(([name, expression]) => `  ${name === expression ? name : `${name}: ${expression}`},`)
  return ['const facts = {', ...fields, '}']
}
