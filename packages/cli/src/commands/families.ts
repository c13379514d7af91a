import { describeOptions, familyTexts, modelFamilies, type ModelFamily } from '@mixtura/models'
import { familyNamed } from '../arguments/familyNamed.js'
import { flagNameOf, optionEntries } from '../arguments/familyArguments.js'
import { isGiven } from '../arguments/readArguments.js'
import { exitCodes, type ExitCode } from '../exitCodes.js'
import { alignedTable } from '../terminal/alignedTable.js'
import type { Invocation } from './command.js'

export async function run({ args, host, language, texts }: Invocation): Promise<ExitCode> {
  const [kind] = args.operands
  const chosen = kind === undefined ? modelFamilies : [familyNamed(kind, texts)]
  const entries = chosen.map(family => ({ family, words: familyTexts(family, language).families[family.kind] }))
  if (isGiven(args, 'json')) {
    for (const { family, words } of entries) {
      const { engine, capabilities } = family
      const options = describeOptions(family.options).map(option => ({ ...option, flag: `--${flagNameOf(option.name)}` }))
      host.stdout.write(`${JSON.stringify({ kind: family.kind, ...words, engine, capabilities, options })}\n`)
    }
  } else if (kind === undefined) host.stdout.write(alignedTable(entries.map(({ family, words }) => [family.kind, words.name, words.summary])))
  else host.stdout.write(familyPage(chosen[0], { language, texts }))
  return exitCodes.done
}

/** All that there is to know of a family. */
function familyPage(family: ModelFamily, { language, texts }: Pick<Invocation, 'language' | 'texts'>): string {
  const words = familyTexts(family, language)
  const { name, summary, synonyms } = words.families[family.kind]
  const options = optionEntries(family, language, texts).map(({ typed, explanation }) => [`  ${typed}`, explanation])
  return [
    `${family.kind}: ${name}`,
    summary,
    texts.families.synonyms(synonyms),
    texts.families.abilities(family.capabilities.map(capability => words.capabilities[capability])),
    texts.families.engine[family.engine],
    '',
    texts.help.optionsOf(family.kind),
    alignedTable(options),
  ].join('\n')
}
