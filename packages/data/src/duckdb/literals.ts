/** A name as SQL text: `my "x"` becomes `"my ""x"""`. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A string as SQL text: `it's` becomes `'it''s'`. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
