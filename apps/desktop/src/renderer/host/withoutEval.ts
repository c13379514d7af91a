import { config } from 'zod'

// zod tries `new Function` to see whether it may; the content policy forbids that and reports the try.
// main.ts imports this before anything that makes a schema.
config({ jitless: true })
