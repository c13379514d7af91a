// `npm run figures`: writes the marked regions of the documents from benchmarks/results.
import { writeFileSync } from 'node:fs'
import { documentPath, documents, readDocument, renderRegion } from './documents.js'
import { withFigures } from './figureRegions.js'

for (const document of documents) {
  const before = readDocument(document)
  const after = withFigures(before, renderRegion)
  if (after !== before) writeFileSync(documentPath(document), after)
  console.log(`${document}: ${after === before ? 'as it was' : 'written'}`)
}
