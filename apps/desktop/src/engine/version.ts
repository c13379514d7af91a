import manifest from '../../package.json' with { type: 'json' }

/** Of Studio; it stands in saved models and in the session. */
export const version: string = manifest.version
