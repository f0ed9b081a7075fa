// Prints a Parquet file as JSON, one array of cells per row: node parquet.js FILE.
import { asyncBufferFromFile, parquetReadObjects, parquetMetadataAsync } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const file = await asyncBufferFromFile(process.argv[2])
const metadata = await parquetMetadataAsync(file)
const rows = await parquetReadObjects({ file, metadata, compressors })
const plain = (_, cell) => (typeof cell === 'bigint' ? Number(cell) : cell)
process.stdout.write(JSON.stringify(rows.map(Object.values), plain))
