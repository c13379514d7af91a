import { fetchEmbeddedServer } from './embeddedServer.js'

/** Before the files of tests are loaded: they skip what is not there. */
export const setup = fetchEmbeddedServer
