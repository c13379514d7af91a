/** Backends from best to worst for training large networks, by the measurements in the README. */
export const backendNames = ['tensorflow-gpu', 'webgpu', 'tensorflow', 'wasm', 'cpu'] as const

/** Name of a backend of TensorFlow.js. */
export type BackendName = (typeof backendNames)[number]
