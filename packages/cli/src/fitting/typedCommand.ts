/** A command as it is typed again in a shell. */
export const typedCommand = (args: readonly string[]): string => ['mixtura', ...args].map(quoted).join(' ')

/** An argument with quotes around it if a shell would not leave it alone. */
function quoted(arg: string): string {
  if (/^[\w./:=,@%+-]+$/.test(arg)) return arg
  return process.platform === 'win32' ? `"${arg.replaceAll('"', '""')}"` : `'${arg.replaceAll("'", "'\\''")}'`
}
