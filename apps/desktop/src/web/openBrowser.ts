import { spawn } from 'node:child_process'

/** Whether a browser window can be shown in this environment. */
export function canOpenBrowser(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (environment['CI']) return false
  if (platform === 'win32' || platform === 'darwin') return true
  return Boolean(environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY'])
}

/** Asks the system to open `url`. Resolves with null, or with the reason if this failed. */
export function openBrowser(url: string, platform: NodeJS.Platform): Promise<string | null> {
  const [command, ...args] = openCommand(url, platform)
  return new Promise(resolve => {
    const opener = spawn(command, args, { stdio: 'ignore', detached: true })
    opener.on('error', error => resolve(error.message))
    opener.once('spawn', () => {
      opener.unref()
      resolve(null)
    })
  })
}

function openCommand(url: string, platform: NodeJS.Platform): [string, ...string[]] {
  if (platform === 'darwin') return ['open', url]
  // `start` is a built-in command of cmd; the empty argument is the window title.
  if (platform === 'win32') return ['cmd', '/c', 'start', '', url]
  return ['xdg-open', url]
}
