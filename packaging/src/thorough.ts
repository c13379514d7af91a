/** `npm run packaging` tries every combination; `npm test` those that differ most. */
export const isThorough = process.env['MIXTURA_PACKAGING'] === 'all'
