/** Prints how many families there are, and which globals of TensorFlow.js exist once they and their options are listed. */
import { describeOptions, modelFamilies } from '../index.js'

for (const { options } of modelFamilies) describeOptions(options)
const tensorflow = Object.keys(globalThis).filter(name => name.startsWith('_tf'))
process.stdout.write(`${JSON.stringify({ families: modelFamilies.length, tensorflow })}\n`)
