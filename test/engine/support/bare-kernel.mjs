/**
 * Runs the kernel on recorded memory images and prints, as JSON, the SHA-256 of the memory that comes of each. Plain JavaScript with
 * no imports from the project, so that an older Node can run it.
 *
 * Arguments: the kernel's file, and a JSON file with a list of { image, globals, precision, paths }.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [kernelFile, casesFile] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(kernelFile));
const digests = JSON.parse(readFileSync(casesFile, 'utf8')).map(({ image, globals, precision, paths }) => {
  const hash = createHash('sha256');
  let events = 0;
  for (const path of paths) {
    const bytes = readFileSync(image);
    const pages = bytes.length / 65_536;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    new Uint8Array(memory.buffer).set(bytes);
    for (const [name, value] of Object.entries(globals)) exports[name].value = value;
    const suffix = precision === 'mixed' ? 'Mixed' : 'F64';
    exports[`start${suffix}`](path);
    // Nobody answers the events here: a pool that fires goes on firing, on every engine alike.
    for (let count = exports[`advance${suffix}`](); count > 0; count = exports[`advance${suffix}`]()) events += count;
    hash.update(new Uint8Array(memory.buffer));
  }
  return { events, digest: hash.digest('hex') };
});
console.log(JSON.stringify(digests));
