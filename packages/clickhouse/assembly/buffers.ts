/** Memory of one call: buffers of the server and of this module, one behind the other. All is free once the server has given back its last buffer. */
let top: usize = 0
let liveBuffers: i32 = 0

/** Address of a value on a boundary of 16 bytes, with room for `bytes`, until the end of the call. Its contents are undefined. */
export function reserve(bytes: usize): usize {
  const at = top
  top = at + ((bytes + 15) & ~15)
  const pages = <i32>((top + 0xffff) >> 16) - memory.size()
  if (pages > 0 && memory.grow(pages) < 0) fail('a block of rows needs more memory than webassembly_udf_max_memory')
  return at
}

/** A handle of the server: the address of { data: u32, size: u32 }. */
export function createBuffer(size: u32): usize {
  if (liveBuffers++ == 0) top = (__heap_base + 15) & ~15
  const handle = reserve(8)
  const data = reserve(size)
  store<u32>(handle, <u32>data)
  store<u32>(handle, size, 4)
  return handle
}

export function destroyBuffer(handle: usize): void {
  liveBuffers--
}

// @ts-ignore: decorator
@external('env', 'clickhouse_throw')
declare function throwMessage(text: usize, size: u32): void

/** Ends the query with a message of ASCII characters. */
export function fail(message: string): void {
  const end = <usize>__heap_base
  for (let i = 0; i < message.length; i++) store<u8>(end + i, <u8>message.charCodeAt(i))
  throwMessage(end, message.length)
  unreachable()
}

/** A buffer for one array of Float64 a row, in the format Buffers: u64 columns, u64 rows, u64 bytes, the ends of the arrays, their values. */
export function createArrays(rows: u32, values: u32): usize {
  const bytes = (<usize>rows + values) << 3
  const handle = createBuffer(<u32>bytes + 24)
  const data = <usize>load<u32>(handle)
  store<u64>(data, 1)
  store<u64>(data, rows, 8)
  store<u64>(data, bytes, 16)
  return handle
}

/** Address of the ends of the arrays in such a buffer. */
export function endsOf(handle: usize): usize {
  return <usize>load<u32>(handle) + 24
}
