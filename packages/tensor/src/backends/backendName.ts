/** Backends from best to worst for training large networks, by the measurements in the README. */
export const backendNames = ['tensorflow-gpu', 'webgpu', 'tensorflow', 'wasm', 'cpu'] as const

export type BackendName = (typeof backendNames)[number]
