import { expect, it } from 'vitest'
import { readAudit } from '../../scripts/audit.mjs'

it.each([
  [{ status: 0, output: 'No known vulnerabilities found\n' }, true, /^No known vulnerability/],
  [{ status: 1, output: 'ERR_PNPM_AUDIT_BAD_RESPONSE The audit endpoint responded with 405: ' }, true, /^Not audited: the registry serves no audit here\./],
  // In a window of few columns, and where its output is read by a program, pnpm breaks its lines.
  [{ status: 1, output: 'Error: ERR_PNPM_AUDIT_BAD_RESPONSE\n\n  × The audit endpoint (at https://registry.example/-/npm/v1/security/\n  │ advisories/bulk) responded with 405:\n' }, true, /^Not audited: /],
  [{ status: 1, output: 'ERR_PNPM_AUDIT_BAD_RESPONSE The audit endpoint responded with 503: ' }, false, /responded with 503/],
  [{ status: 1, output: '1 vulnerability found\nSeverity: 1 high\n' }, false, /^1 vulnerability found\nSeverity: 1 high$/],
])('an audit is read: %j', (ended, passed, line) => {
  expect(readAudit(ended)).toEqual({ passed, line: expect.stringMatching(line) as string })
})
