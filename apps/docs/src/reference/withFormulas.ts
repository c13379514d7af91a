/** A docstring in which runs of indented lines after an empty line, the formulas and tables of our comments, are blocks of code. */
export function withFormulas(text: string): string {
  return text.replace(/(^|\n\n)((?: {2,}(?![-*] |\d+\. )\S[^\n]*(?:\n|$))+)/g, (_, before: string, lines: string) => {
    const indentation = Math.min(...lines.trimEnd().split('\n').map(line => /^ */.exec(line)![0].length))
    const formulas = lines.trimEnd().split('\n').map(line => line.slice(indentation))
    return `${before}\`\`\`text\n${formulas.join('\n')}\n\`\`\`\n`
  })
}
