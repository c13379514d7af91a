/** Tests, with a mocked Electron, what the preload gives to a window and what it does not. */
import { expect, it, vi } from 'vitest'
import { channels, type MixturaBridge } from '../contract/bridge.js'

const electron = vi.hoisted(() => ({
  exposed: {} as Record<string, MixturaBridge>,
  invoke: vi.fn(async () => 'handle'),
  listeners: new Map<string, (event: unknown, payload: unknown) => void>(),
}))

vi.mock('electron', () => ({
  contextBridge: {
    exposeInMainWorld: (name: string, bridge: MixturaBridge) => void (electron.exposed[name] = bridge),
  },
  ipcRenderer: {
    invoke: electron.invoke,
    send: vi.fn(),
    on: (channel: string, listener: (event: unknown, payload: unknown) => void) => void electron.listeners.set(channel, listener),
    off: (channel: string) => void electron.listeners.delete(channel),
  },
  webUtils: { getPathForFile: (file: File) => (file.name === 'dropped.csv' ? '/home/ada/dropped.csv' : '') },
}))

await import('./preload.js')
const bridge = electron.exposed['mixturaBridge']!

it('exposes one bridge of functions, none of which takes a channel', () => {
  expect(Object.keys(electron.exposed)).toEqual(['mixturaBridge'])
  expect(Object.keys(bridge).sort()).toEqual([
    'acceptFile', 'connect', 'onEngineState', 'onFrame', 'onOpenedFile', 'pickFile', 'saveBytes', 'saveExport', 'sendFrame',
  ])
  expect(Object.values(bridge).every(value => typeof value === 'function')).toBe(true)
})

it('passes payloads on without the event, until the listener leaves', () => {
  const listener = vi.fn()
  const stop = bridge.onFrame(listener)
  electron.listeners.get('engine:frame')!({ sender: 'ipcRenderer' }, Uint8Array.of(1))
  expect(listener.mock.calls).toEqual([[Uint8Array.of(1)]])
  stop()
  expect(electron.listeners.has('engine:frame')).toBe(false)
})

it('keeps a file that is opened before the window listens', () => {
  electron.listeners.get(channels.openedFile)!({ sender: 'ipcRenderer' }, 'early')
  const listener = vi.fn()
  bridge.onOpenedFile(listener)
  electron.listeners.get(channels.openedFile)!({ sender: 'ipcRenderer' }, 'later')
  expect(listener.mock.calls).toEqual([['early'], ['later']])
})

it('gives the path of a dropped file to main only, and none for a file that a script made', async () => {
  expect(await bridge.acceptFile(new File([], 'dropped.csv'))).toBe('handle')
  expect(electron.invoke).toHaveBeenCalledExactlyOnceWith('file:accept', '/home/ada/dropped.csv')
  expect(await bridge.acceptFile(new File([], 'made.csv'))).toBeNull()
})
