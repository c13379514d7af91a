/** Best first: what a machine has for training large networks, by the measurements of the README. */
export const backendNames = ['tensorflow-gpu', 'webgpu', 'tensorflow', 'wasm', 'cpu'] as const

export type BackendName = (typeof backendNames)[number]
