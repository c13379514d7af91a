import type { Device } from '../../contract/families.js'
import { en, type MessageKey } from './en.js'
import type { Translate } from './useText.js'

type PassedOver = Device['passedOver'][number]

interface Installation {
  readonly package: string
  /** Command that installs it. */
  readonly install: string
  /** Command that builds or installs it again. */
  readonly build: string
}

const nativeInstallation = (name: string, builder: string): Installation => ({
  package: name,
  install: `npm install --ignore-scripts ${name}@4.22.0 && ${builder}`,
  build: `${builder} --force`,
})

/** What a backend is installed from. */
const installations: Readonly<Record<string, Installation>> = {
  'tensorflow-gpu': nativeInstallation('@tensorflow/tfjs-node-gpu', 'npx mixtura-install-tensorflow --gpu'),
  tensorflow: nativeInstallation('@tensorflow/tfjs-node', 'npx mixtura-install-tensorflow'),
  webgpu: { package: 'webgpu', install: 'npm install --ignore-scripts webgpu', build: 'npm install --ignore-scripts --force webgpu' },
  wasm: { package: '@tensorflow/tfjs-backend-wasm', install: 'npm install @tensorflow/tfjs-backend-wasm', build: 'npm install --force @tensorflow/tfjs-backend-wasm' },
}

/** Codes whose English reason also holds what another program said. */
const withDetail: readonly string[] = ['not-loaded', 'not-started']

/**
 * Why a backend is not in use and what to do about it.
 *
 * @returns `text` in the chosen language, and `english`: what another program said, or everything if the code has no text. Each may be empty.
 */
export function passedOverText({ backend, code, reason, remedy }: PassedOver, t: Translate): { readonly text: string; readonly english: string } {
  if (code === null || !Object.hasOwn(en.backends, code)) return { text: '', english: `${reason}. ${remedy}` }
  const { package: name, install, build } = installations[backend] ?? { package: backend, install: '', build: '' }
  return { text: t(`backends.${code}` as MessageKey, { package: name, install, build }), english: withDetail.includes(code) ? `(${reason})` : '' }
}
