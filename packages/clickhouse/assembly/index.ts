// Functions of ClickHouse (ABI BUFFERED_V1, format Buffers) around the kernels of core: statistics and scores of blocks of rows.
export { createBuffer as clickhouse_create_buffer, destroyBuffer as clickhouse_destroy_buffer } from './buffers'
export { pass } from './pass'
export { scores } from './scores'
