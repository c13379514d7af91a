import type { CompletedCommand, CompletedFlag, CompletionTable } from './completionTable.js'

/** The script of each shell, from what can be completed. */
export const shells = { bash, zsh, fish } as const satisfies Readonly<Record<string, (table: CompletionTable) => string>>

/** A text in single quotes, as all three shells read it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const typed = ({ name, short }: CompletedFlag): readonly string[] => [`--${name}`, ...(short ? [`-${short}`] : [])]

const typedNames = (flags: readonly CompletedFlag[]): string => flags.flatMap(flag => typed(flag)).join(' ')

/** Cases of a `case` statement, one for each flag whose values are words. */
function valueCases(flags: readonly CompletedFlag[], indent: string): string {
  return flags.flatMap(flag => (flag.values ? [`${indent}${typed(flag).join('|')}) words=${quoted(flag.values.join(' '))} ;;\n`] : [])).join('')
}

const filesOf = (flags: readonly CompletedFlag[]): string => [...new Set(flags.filter(({ value }) => value === 'FILE').flatMap(typed))].join('|')

/** Flags of a command and, with their condition, of the families that it may fit. */
function commandCase(command: CompletedCommand, { families }: CompletionTable): string {
  const { name, flags, words, takesFiles, standardFamily } = command
  const own = [
    `    ${name})`,
    `      options=${quoted(typedNames(flags))}`,
    ...(words ? [`      operands=${quoted(words.join(' '))}`] : []),
    ...(takesFiles ? ['      files=yes'] : []),
    `      case $previous in\n${valueCases(flags, '        ')}        ${filesOf(flags) || '--'}) words=FILE ;;`,
    '      esac',
  ]
  if (standardFamily === undefined) return [...own, '      ;;'].join('\n')
  const ofFamilies = Object.entries(families).map(([kind, familyFlags]) => [
    `        ${kind})`,
    `          options="$options ${typedNames(familyFlags)}"`,
    `          case $previous in\n${valueCases(familyFlags, '            ')}            --) ;;`,
    '          esac',
    '          ;;',
  ].join('\n'))
  return [...own, `      case \${kind:-${standardFamily}} in`, ...ofFamilies, '      esac', '      ;;'].join('\n')
}

function bash(table: CompletionTable): string {
  return `# Completions of mixtura for bash. Load them with: source <(mixtura completions bash)
# Names of files line by line, because they may have spaces and signs of patterns.
_mixtura_files() {
  local file
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$1")
}
_mixtura() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} kind= options= operands= words= files= at
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W ${quoted([...table.commands.map(({ name }) => name), '--help', '--version'].join(' '))} -- "$current"))
    return
  fi
  # Bash splits --family=KIND at the sign, unless COMP_WORDBREAKS lacks it.
  if [[ $current == = ]]; then current=
  elif [[ $previous == = ]]; then previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  for ((at = 2; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      --family=*) kind=\${COMP_WORDS[at]#--family=} ;;
      --family|-f)
        kind=\${COMP_WORDS[at+1]}
        if [[ $kind == = ]]; then kind=\${COMP_WORDS[at+2]}; fi
        ;;
    esac
  done
  case \${COMP_WORDS[1]} in
${table.commands.map(command => commandCase(command, table)).join('\n')}
  esac
  if [[ $words == FILE ]]; then _mixtura_files "$current"
  elif [[ -n $words ]]; then COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ $current == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -n $operands ]]; then COMPREPLY=($(compgen -W "$operands" -- "$current"))
  elif [[ -n $files ]]; then _mixtura_files "$current"
  fi
}
complete -o filenames -F _mixtura mixtura
`
}

/** An option for _arguments: brackets and colons have a meaning there. */
function zshOption({ name, short, value, values, explanation }: CompletedFlag): string {
  const shown = `[${explanation.replace(/[[\]\\:]/g, sign => `\\${sign}`)}]`
  const action = value === undefined ? '' : `:${value}:${values ? `(${values.join(' ')})` : value === 'FILE' ? '_files' : ' '}`
  const names = short ? `(-${short} --${name})` : ''
  const specs = short ? [`${names}--${name}${value ? '=' : ''}${shown}${action}`, `${names}-${short}${value ? '+' : ''}${shown}${action}`] : [`--${name}${value ? '=' : ''}${shown}${action}`]
  return specs.map(quoted).join(' ')
}

function zsh(table: CompletionTable): string {
  const ofFamily = (flags: readonly CompletedFlag[]): string => flags.map(flag => `          ${zshOption(flag)}`).join('\n')
  const caseOf = ({ name, flags, words, takesFiles, standardFamily }: CompletedCommand): string => `    ${name})
      options=(
${flags.map(flag => `        ${zshOption(flag)}`).join('\n')}
${words ? `        ${quoted(`*:${name}:(${words.join(' ')})`)}` : takesFiles ? "        '*:file:_files'" : ''}
      )${standardFamily === undefined ? '' : `
      case \${kind:-${standardFamily}} in
${Object.entries(table.families).map(([kind, familyFlags]) => `        ${kind}) options+=(\n${ofFamily(familyFlags)}\n        ) ;;`).join('\n')}
      esac`}
      ;;`
  return `#compdef mixtura
# Completions of mixtura for zsh. Load them with: source <(mixtura completions zsh)
_mixtura() {
  local -a commands options
  local kind= command=$words[2]
  integer at
  commands=(
${table.commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  for (( at = 3; at < CURRENT; at++ )); do
    case $words[at] in --family|-f) kind=$words[at+1] ;; --family=*) kind=\${words[at]#--family=} ;; esac
  done
  case $command in
${table.commands.map(caseOf).join('\n')}
  esac
  shift words
  (( CURRENT-- ))
  _arguments -S $options
}
compdef _mixtura mixtura
`
}

function fish(table: CompletionTable): string {
  const line = (condition: string, { name, short, value, values, explanation }: CompletedFlag): string => [
    'complete -c mixtura',
    `-n ${quoted(condition)}`,
    `-l ${name}`,
    ...(short ? [`-s ${short}`] : []),
    ...(value === undefined ? [] : value === 'FILE' ? ['-r -F'] : ['-x']),
    ...(values ? [`-a ${quoted(values.join(' '))}`] : []),
    `-d ${quoted(explanation)}`,
  ].join(' ')
  const lines = table.commands.flatMap(command => {
    const { name, summary, flags, words, takesFiles, standardFamily } = command
    const seen = `__fish_seen_subcommand_from ${name}`
    return [
      `complete -c mixtura -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
      ...(words ? [`complete -c mixtura -n ${quoted(seen)} -f -a ${quoted(words.join(' '))}`] : takesFiles ? [] : [`complete -c mixtura -n ${quoted(seen)} -f`]),
      ...flags.map(flag => line(seen, flag)),
      ...(standardFamily === undefined ? [] : Object.entries(table.families).flatMap(([kind, familyFlags]) =>
        familyFlags.map(flag => line(`${seen}; and __mixtura_fits ${kind} ${standardFamily}`, flag)))),
    ]
  })
  return `# Completions of mixtura for fish. Load them with: mixtura completions fish | source
# Whether the command line names this family, or names none and it is the standard one.
function __mixtura_fits
  set -l words (commandline -opc)
  set -l named (string replace -fr -- '^--family=' '' $words)
  if set -q named[1]
    test "$named[-1]" = $argv[1]
    return
  end
  set -l at (contains -i -- --family $words; or contains -i -- -f $words)
  if test -n "$at"
    set -l next (math $at + 1)
    test "$words[$next]" = $argv[1]
  else
    test $argv[2] = $argv[1]
  end
end
${lines.join('\n')}
`
}
