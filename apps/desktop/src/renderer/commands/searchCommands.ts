import type { Shortcut } from './shortcuts.js'

/** Parts of the palette, in their order. */
export const commandGroups = ['actions', 'steps', 'fits', 'datasets', 'models', 'columns'] as const
export type CommandGroup = (typeof commandGroups)[number]

/** Something that a person can do from anywhere, or go to. */
export interface Command {
  readonly id: string
  readonly group: CommandGroup
  readonly title: string
  /** Shown beside the title, such as the dataset of a fit. */
  readonly detail?: string
  /** Further words by which it is found: synonyms in every language. */
  readonly words?: readonly string[]
  readonly shortcut?: Shortcut
  readonly enabled: boolean
  run(): void
}

/** Case, accents, hyphens and full-width forms do not matter. */
const folded = (text: string): string => text.normalize('NFKD').replace(/[\p{M}\-_‐–.:：…]/gu, '').toLowerCase()

/**
 * The commands that have all the words of a query, at most `limit`: those whose title begins with it first, then those with a word in the
 * title that begins so, then the others. Without a query, those of the first groups.
 */
export function searchCommands(commands: readonly Command[], query: string, limit = 60): readonly Command[] {
  const whole = folded(query).trim()
  const wanted = whole.split(/\s+/).filter(Boolean)
  const ranked = commands.flatMap((command, at) => {
    const title = folded(command.title)
    const all = [title, folded(command.detail ?? ''), ...(command.words ?? []).map(folded)].join(' ')
    if (!wanted.every(word => all.includes(word))) return []
    const rank = title.startsWith(whole) ? 0 : title.split(/\s+/).some(word => word.startsWith(wanted[0] ?? '')) ? 1 : title.includes(whole) ? 2 : 3
    return [{ command, rank, at }]
  })
  return ranked.sort((one, other) => one.rank - other.rank || one.at - other.at).slice(0, limit).map(({ command }) => command)
}
