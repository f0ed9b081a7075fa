/** Reads the published Parquet files; their columns are those of the codebook. */
import { decompress } from "fzstd";
import { parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";

const compressors = { ZSTD: (input: Uint8Array, length: number): Uint8Array => decompress(input, new Uint8Array(length)) };

/** What a cell holds; dates are those of UTC. */
export type Cell = string | number | bigint | boolean | Date | null | undefined;
export type Row = Record<string, Cell>;

/** The file is not there, or it is not what it should be. */
export class Unreadable extends Error {
  constructor(
    readonly kind: "missing" | "corrupt",
    cause: unknown,
  ) {
    super(kind, { cause });
  }
}

/** A Parquet file of the site, as bytes. */
export async function load(address: string): Promise<ArrayBuffer> {
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return await answer.arrayBuffer();
  } catch (error) {
    throw new Unreadable("missing", error);
  }
}

/** Its columns, in their order. */
export function columnsOf(file: ArrayBuffer): string[] {
  return parquetSchema(parquetMetadata(file)).children.map((child) => child.element.name);
}

/** Its rows, with the named columns or all. */
export async function read(file: ArrayBuffer, columns?: string[]): Promise<Row[]> {
  try {
    return (await parquetReadObjects({ file, compressors, ...(columns ? { columns } : {}) })) as Row[];
  } catch (error) {
    throw new Unreadable("corrupt", error);
  }
}
