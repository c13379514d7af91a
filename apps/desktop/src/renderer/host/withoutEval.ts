import { config } from 'zod'

// zod tries `new Function` to test whether it is allowed. The content security policy forbids it and reports the attempt.
// main.ts imports this file before any module that makes a schema.
config({ jitless: true })
