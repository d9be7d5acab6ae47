// Writes "file.br" and "file.gz" beside each text file below the given directory, for the server to choose from.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error("usage: compress.mjs DIRECTORY");

for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
  const path = join(directory, name);
  if (!statSync(path).isFile() || !/\.(js|css|html|svg|json|md)$/.test(name)) continue;
  const plain = readFileSync(path);
  const parameters = { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length };
  writeFileSync(`${path}.br`, brotliCompressSync(plain, { params: parameters }));
  writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }));
}
