import { expect, it } from 'vitest'
import { readAudit } from '../../scripts/audit.mjs'

it.each([
  [{ status: 0, output: 'No known vulnerabilities found\n' }, true, /^No known vulnerability/],
  [{ status: 1, output: 'ERR_PNPM_AUDIT_BAD_RESPONSE The audit endpoint responded with 405: ' }, true, /^Not audited: the registry serves no audit here\./],
  [{ status: 1, output: 'ERR_PNPM_AUDIT_BAD_RESPONSE The audit endpoint responded with 503: ' }, false, /responded with 503/],
  [{ status: 1, output: '1 vulnerability found\nSeverity: 1 high\n' }, false, /^1 vulnerability found\nSeverity: 1 high$/],
])('an audit is read: %j', (ended, passed, line) => {
  expect(readAudit(ended)).toEqual({ passed, line: expect.stringMatching(line) as string })
})
