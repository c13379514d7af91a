/**
 * Tests the security checklist of the Electron shell, item by item. Electron is mocked, so its binary need not be
 * installed. The tests check the calls that Studio makes.
 */
import type { IpcMain, Protocol, WebContents } from 'electron'
import { EventEmitter } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { channels } from '../contract/bridge.js'
import { contentSecurityPolicy } from '../contract/contentSecurityPolicy.js'
import { FileGrants } from '../engine/fileGrants.js'
import { serveFiles } from './fileDialogs.js'
import { releaseFuses } from './fuses.js'
import { denyPermissions, lockContents } from './lockdown.js'
import { findNodeBinary } from './nodeBinary.js'
import { secureWebPreferences } from './secureWebPreferences.js'
import { TrustedIpc } from './trustedIpc.js'
import { openWindow } from './window.js'
import { serveWindow, windowScheme } from './windowProtocol.js'

const created = vi.hoisted(() => [] as { options: { webPreferences: object }; loaded: string }[])

vi.mock('electron', () => ({
  BrowserWindow: class {
    constructor(readonly options: { webPreferences: object }) {}
    once(): void {
      // The window is never drawn.
    }
    async loadURL(loaded: string): Promise<void> {
      created.push({ options: this.options, loaded })
    }
  },
}))

describe('a window', () => {
  it('is isolated and sandboxed, without Node', () => {
    expect(secureWebPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
  })

  it('is made with these preferences, and loads the custom scheme', () => {
    openWindow('/app/preload.cjs')
    expect(created[0]!.options.webPreferences).toEqual({ ...secureWebPreferences, preload: '/app/preload.cjs' })
    expect(created[0]!.loaded).toBe('app://studio/')
  })

  it('comes up in an app that sandboxes everything, before it is ready', async () => {
    const program = await readFile(new URL('main.ts', import.meta.url), 'utf8')
    expect(program.indexOf('app.enableSandbox()')).toBeGreaterThan(0)
    expect(program.indexOf('app.enableSandbox()')).toBeLessThan(program.indexOf('.whenReady()'))
    expect(program.indexOf('registerSchemesAsPrivileged')).toBeLessThan(program.indexOf('.whenReady()'))
  })
})

describe('the app: scheme', () => {
  it('is standard and secure, and no more', () => {
    expect(windowScheme).toEqual({
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true },
    })
  })

  it('serves the window under the content security policy, and rejects escapes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mixtura-shell-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await mkdir(join(folder, 'renderer'))
    await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html>')
    await writeFile(join(folder, 'secret.txt'), 'secret')
    let answer: ((request: Request) => Response | Promise<Response>) | undefined
    const protocol: Pick<Protocol, 'handle'> = { handle: (_scheme, handler) => void (answer = handler as typeof answer) }
    serveWindow(protocol, join(folder, 'renderer'))
    const get = async (address: string) => answer!(new Request(address))

    const page = await get('app://studio/')
    expect(page.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await page.text()).toBe('<!doctype html>')
    for (const path of ['..%2fsecret.txt', '%2e%2e/secret.txt', '..%5csecret.txt', '%00', 'missing.js']) {
      expect((await get(`app://studio/${path}`)).status, path).toBe(404)
    }
    expect((await get('app://elsewhere/index.html')).status).toBe(404)
  })

  it('has a policy without inline scripts, eval, or another origin', () => {
    expect(contentSecurityPolicy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; /)
    expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*/)
  })
})

describe('contents', () => {
  it('cannot navigate, be redirected, hold a webview or open a window', () => {
    const app = new EventEmitter()
    lockContents(app as unknown as Parameters<typeof lockContents>[0])
    let openHandler: (() => unknown) | undefined
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: () => unknown) => void (openHandler = handler),
    })
    app.emit('web-contents-created', {}, contents)
    for (const name of ['will-navigate', 'will-redirect', 'will-attach-webview']) {
      const event = { preventDefault: vi.fn() }
      contents.emit(name, event)
      expect(event.preventDefault, name).toHaveBeenCalledOnce()
    }
    expect(openHandler!()).toEqual({ action: 'deny' })
  })

  it('get no permission', () => {
    const session = {
      setPermissionRequestHandler: vi.fn(),
      setPermissionCheckHandler: vi.fn(),
      setDevicePermissionHandler: vi.fn(),
    }
    denyPermissions(session)
    const answer = vi.fn()
    session.setPermissionRequestHandler.mock.calls[0]![0](null, 'media', answer)
    expect(answer).toHaveBeenCalledExactlyOnceWith(false)
    expect(session.setPermissionCheckHandler.mock.calls[0]![0]()).toBe(false)
    expect(session.setDevicePermissionHandler.mock.calls[0]![0]()).toBe(false)
  })
})

const studio = { url: 'app://studio/', parent: null }

/** The part of Electron's ipcMain that Studio uses. */
function mockIpc() {
  const handlers = new Map<string, (event: object, payload: unknown) => unknown>()
  const register = (channel: string, handler: (event: never, ...args: unknown[]) => unknown): void =>
    void handlers.set(channel, handler as (event: object, payload: unknown) => unknown)
  const ipc = { handle: register, on: register } as unknown as Pick<IpcMain, 'handle' | 'on'>
  const send = async (channel: string, payload: unknown, senderFrame: object | null = studio) =>
    handlers.get(channel)!({ senderFrame, sender: {} as WebContents }, payload)
  return { ipc: new TrustedIpc(ipc), send, handlers }
}

describe('messages', () => {
  it.each([
    ['https://evil.example/', { url: 'https://evil.example/', parent: null }],
    ['app://studio.evil/', { url: 'app://studio.evil/', parent: null }],
    ['app://studio/frame', { url: 'app://studio/frame', parent: {} }],
    ['a frame that is gone', null],
  ])('from %s are not answered', async (from, frame) => {
    const { ipc, send } = mockIpc()
    const run = vi.fn()
    ipc.handle(channels.pickFile, z.undefined(), run)
    await expect(send(channels.pickFile, undefined, frame)).rejects.toThrow(
      `A message came from ${from}, which is not Studio's window. It was not answered.`,
    )
    ipc.on(channels.frame, z.instanceof(Uint8Array), run)
    await send(channels.frame, new Uint8Array(1), frame)
    expect(run).not.toHaveBeenCalled()
  })

  it('are parsed before they are handled', async () => {
    const { ipc, send } = mockIpc()
    const run = vi.fn()
    ipc.handle(channels.acceptFile, z.string(), run)
    await expect(send(channels.acceptFile, { path: 1 })).rejects.toThrow(z.ZodError)
    ipc.on(channels.frame, z.instanceof(Uint8Array), run)
    await send(channels.frame, 'text')
    expect(run).not.toHaveBeenCalled()
  })

  it('that bring files get handles, and never a path', async () => {
    const { ipc, send } = mockIpc()
    const grants = new FileGrants()
    const dialog = {
      showOpenDialog: vi.fn(async () => ({ canceled: false, filePaths: ['/home/ada/data.csv'] })),
      showSaveDialog: vi.fn(async () => ({ canceled: true, filePath: '' })),
    }
    serveFiles(ipc, dialog, grants)
    const handle = await send(channels.pickFile, undefined)
    expect(handle).toMatch(/^[0-9a-f-]{36}$/)
    expect(grants.inputs).toEqual([{ handle, path: '/home/ada/data.csv', name: 'data.csv' }])
    await expect(send(channels.acceptFile, 'relative.csv')).rejects.toThrow(z.ZodError)

    // An input is not an export: a window cannot get a copy of a file that it may only analyse.
    await expect(send(channels.saveExport, [handle, 'copy.csv'])).rejects.toThrow('This export is not there any more.')
    expect(await send(channels.saveBytes, [Uint8Array.of(1), '../../chart.png'])).toBe(false)
    expect(dialog.showSaveDialog).toHaveBeenCalledExactlyOnceWith({ defaultPath: '.._.._chart.png' })
  })
})

describe('a release', () => {
  it('burns these fuses', () => {
    expect(releaseFuses).toEqual({
      RunAsNode: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableCookieEncryption: true,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      GrantFileProtocolExtraPrivileges: false,
    })
  })

  it('runs its engine on a Node binary of its own', () => {
    const places = { platform: 'linux' as const, resources: '/app/resources' }
    const bundled = join('/app/resources', 'node', 'node')
    const find = (environment: NodeJS.ProcessEnv, ...present: string[]) =>
      findNodeBinary({ ...places, environment, exists: path => present.includes(path) })
    expect(find({ MIXTURA_NODE: '/opt/node', PATH: '/usr/bin' }, '/opt/node', bundled)).toBe('/opt/node')
    expect(find({ PATH: '/usr/bin' }, bundled, '/usr/bin/node')).toBe(bundled)
    expect(find({ PATH: '/usr/bin' }, '/usr/bin/node')).toBe('/usr/bin/node')
    expect(() => find({ PATH: '/usr/bin' })).toThrow(
      `Studio's engine needs a Node binary, but there is none at ${bundled}, any folder of PATH. ` +
        'Install Node 20.19 or newer, or set MIXTURA_NODE to its path.',
    )
  })
})
