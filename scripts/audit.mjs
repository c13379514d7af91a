/**
 * Reads what `pnpm audit --prod` said.
 *
 * @param {{ status: number | null, output: string }} ended
 * @returns {{ passed: boolean, line: string }} `passed` also if the registry serves no audit: that is no fault of a package
 */
export function readAudit({ status, output }) {
  if (status === 0) return { passed: true, line: 'No known vulnerability in what an install brings along.' }
  if (/ERR_PNPM_AUDIT_BAD_RESPONSE[^]*responded with 40[45]\b|ERR_PNPM_AUDIT_ENDPOINT_NOT_EXISTS/.test(output)) {
    return { passed: true, line: 'Not audited: the registry serves no audit here. Run npx pnpm audit --prod where it does.' }
  }
  return { passed: false, line: output.trim() }
}
