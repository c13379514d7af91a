// Trains the example of the explainer of the latent space, and records its model: `npm run record`.
import { writeFileSync } from 'node:fs'
import { model, pictures } from '../../../../examples/src/trainShapesVae.js'
import { latentPlaneOf } from './latentPlaneOf.js'

writeFileSync(new URL('../explainers/latentPlane.json', import.meta.url), `${JSON.stringify(await latentPlaneOf(model, pictures))}\n`)
// Training may leave threads behind.
process.exit(0)
