// Runs the example whose address is given, and prints its run as JSON.
import { runExample } from './runExample.js'

const [address] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await runExample(() => import(address))))
// Training may leave threads behind.
process.exit(0)
