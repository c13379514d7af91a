import manifest from '../../package.json' with { type: 'json' }

/** Version of Studio, which is written to saved models and to the session. */
export const version: string = manifest.version
