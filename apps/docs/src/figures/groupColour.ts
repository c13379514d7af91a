/** The colour of a group (0-based) in the theme of the page; rows of no group are grey. After twelve the colours repeat. */
export const groupColour = (group: number): string => (group < 0 ? 'var(--plain-point)' : `var(--group-${group % 12})`)
