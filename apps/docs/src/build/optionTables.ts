import { describeOptions, familyTexts, modelFamilies, type OptionDescription, type Texts } from '@mixtura/models'
import type { SiteLanguage } from './navigation.js'

const words = {
  en: { heads: ['option', 'values', 'default', 'meaning'], automatic: 'automatic', to: 'to', above: 'above', yes: 'yes', no: 'no', one: 'one of', some: 'any of', counts: 'list of whole numbers', range: 'range of whole numbers', only: 'Applies if', is: 'is', or: ' or ' },
  zh: { heads: ['选项', '取值', '默认', '含义'], automatic: '自动', to: '至', above: '大于', yes: '是', no: '否', one: '之一：', some: '可多选：', counts: '整数列表', range: '整数范围', only: '仅当', is: '为', or: '或' },
} as const

/** A heading, a summary and a table of options for every family of the catalogue. */
export function optionTables(language: SiteLanguage): string {
  return modelFamilies
    .map(family => {
      const texts = familyTexts(family, language)
      const { name, summary } = texts.families[family.kind]!
      const rows = describeOptions(family.options).map(option => optionRow(option, texts, language))
      const table = [words[language].heads, words[language].heads.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
      return `## ${name} {#${family.kind}}\n\n\`${family.kind}\`. ${summary}\n\n${table}\n`
    })
    .join('\n')
}

function optionRow(option: OptionDescription, texts: Texts, language: SiteLanguage): string[] {
  const { name, explanation } = texts.options[option.text]!
  const unit = texts.units[option.unit] ?? ''
  const condition = option.when ? ` ${words[language].only} \`${option.when.option}\` ${words[language].is} ${option.when.is.map(code).join(words[language].or)}${language === 'zh' ? '时有效。' : '.'}` : ''
  return [`**${name}**<br>\`${option.name}\``, `${values(option, language)}${unit && ` (${unit})`}`, preset(option, language), `${explanation}${condition}`]
}

function values(option: OptionDescription, language: SiteLanguage): string {
  const { to, above, automatic, one, some, counts, range, yes, no, or } = words[language]
  switch (option.kind) {
    case 'count':
    case 'number': {
      const limit = (value: number): string => (Math.abs(value) >= 1e9 ? '∞' : String(value))
      const low = option.kind === 'number' && option.above ? `${above} ${limit(option.minimum)}` : limit(option.minimum)
      const interval = Math.abs(option.maximum) >= 1e9 ? (option.kind === 'number' && option.above ? low : `≥ ${low}`) : `${low} ${to} ${limit(option.maximum)}`
      return option.automatic ? `${automatic}${or}${interval}` : interval
    }
    case 'choice':
      return `${one} ${option.values.map(code).join(', ')}`
    case 'choices':
      return `${some} ${option.values.map(code).join(', ')}`
    case 'range':
      return `${range}, ${option.minimum} ${to} ${option.maximum}`
    case 'counts':
      return counts
    case 'flag':
      return `${yes}${or}${no}`
  }
}

function preset(option: OptionDescription, language: SiteLanguage): string {
  const { automatic, yes, no, to } = words[language]
  if (option.kind === 'flag') return option.default ? yes : no
  if (option.kind === 'range') return `${option.default.minimum} ${to} ${option.default.maximum}`
  if (option.kind === 'choices' || option.kind === 'counts') return option.default.map(code).join(', ')
  return option.default === 'automatic' ? automatic : code(option.default)
}

const code = (value: string | number | boolean): string => `\`${value}\``
