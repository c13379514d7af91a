import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client'

const program = ['/usr/bin/clickhouse-server', '/usr/sbin/clickhouse-server'].find(path => existsSync(path))

/** Why no server can be started here, with the remedy; null if one can. */
export const serverProblem = program === undefined ? 'no clickhouse-server is installed: apt-get install clickhouse-server' : null

/** A server of one's own on loopback, with an empty folder. */
export interface TestServer {
  readonly client: ClickHouseClient
  readonly url: string
  /** SIGKILL; its folder stays. */
  kill(): Promise<void>
  /** Starts it again in the same folder, on the same port. */
  restart(): Promise<void>
}

/** Servers of their own, with the user `default` and perhaps another of the same password, each a shard, and how to end them all. If one cannot be started, none stays, and neither does their folder. */
export async function startServers(count: number, { password = '', user }: { readonly password?: string; readonly user?: string } = {}): Promise<{ readonly servers: readonly TestServer[]; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'mixtura-clickhouse-'))
  const started = await Promise.allSettled(Array.from({ length: count }, (_, index) => startServer(join(folder, `shard${index}`), password, user)))
  const servers = started.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
  async function stop(): Promise<void> {
    await Promise.all(servers.map(async server => {
      await server.client.close()
      await server.kill()
    }))
    rmSync(folder, { recursive: true, force: true })
  }
  const failed = started.find(each => each.status === 'rejected')
  if (failed === undefined) return { servers, stop }
  await stop()
  throw failed.reason
}

async function startServer(folder: string, password: string, user: string | undefined): Promise<TestServer> {
  const [http, tcp, interserver] = await Promise.all([freePort(), freePort(), freePort()])
  mkdirSync(join(folder, 'tmp'), { recursive: true })
  const users = ['default', ...(user === undefined ? [] : [user])].map(
    name => `<${name}><password>${password}</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></${name}>`,
  )
  writeFileSync(join(folder, 'users.xml'), `<yandex><profiles><default/></profiles><users>${users.join('')}</users><quotas><default/></quotas></yandex>`)
  writeFileSync(
    join(folder, 'config.xml'),
    `<yandex><logger><level>fatal</level><console>1</console></logger><http_port>${http}</http_port><tcp_port>${tcp}</tcp_port><interserver_http_port>${interserver}</interserver_http_port>` +
      `<listen_host>127.0.0.1</listen_host><path>${folder}/data/</path><tmp_path>${folder}/tmp/</tmp_path><users_config>${folder}/users.xml</users_config>` +
      '<default_profile>default</default_profile><default_database>default</default_database><mark_cache_size>10000000</mark_cache_size><uncompressed_cache_size>0</uncompressed_cache_size></yandex>',
  )
  const url = `http://127.0.0.1:${http}`
  let child: ChildProcess | null = null
  /** If the server does not answer, its process does not stay. */
  async function start(): Promise<void> {
    child = spawn(program!, [`--config-file=${folder}/config.xml`], { cwd: folder, stdio: 'ignore' })
    try {
      await answers(`${url}/ping`)
    } catch (error) {
      await kill()
      throw error
    }
  }
  async function kill(): Promise<void> {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise(resolve => child!.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }
  await start()
  return { client: createClient({ url, ...(password && { password }), log: { level: ClickHouseLogLevel.OFF } }), url, restart: start, kill }
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return
    await wait(100)
  }
  throw new Error(`${url} did not answer within 30 s`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
