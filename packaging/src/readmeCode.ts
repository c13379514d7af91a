/** What a README tells its reader to type. */
export interface ReadmeCode {
  /** What its `npm install` line names: '@mixtura/deep', '@tensorflow/tfjs-core@4.22.0'. */
  readonly installed: readonly string[]
  /** Its blocks of TypeScript. */
  readonly blocks: readonly string[]
}

export function readmeCode(readme: string): ReadmeCode {
  const blocks = (language: string): string[] => [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code!)
  const line = blocks('sh').flatMap(block => block.split('\n')).find(line => line.startsWith('npm install @mixtura/') || line.startsWith('npm install --global @mixtura/'))
  return { installed: (line ?? '').split(/\s+/).filter(word => word.startsWith('@')), blocks: blocks('ts') }
}

/** Name and range of what `npm install` names. */
export function dependencyNamed(installed: string): readonly [name: string, range: string] {
  const at = installed.indexOf('@', 1)
  return at < 0 ? [installed, '*'] : [installed.slice(0, at), installed.slice(at + 1)]
}
