// Runs the story in node: run.mjs STORY.wasm MODULE.wasm [DEPTH:THREADS…]
//
// Prints a line of JSON with what the module imports and exports, then all that it tells: each chapter in an instance of its own,
// and how an engine opens with chains of calls of each DEPTH and with so many THREADS.
import { readFileSync } from "node:fs";

const [story, contract, ...openings] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(story));
const names = (list) => list.map(({ name, kind }) => `${kind} ${name}`);
console.log(JSON.stringify({
  imports: names(WebAssembly.Module.imports(module)),
  exports: names(WebAssembly.Module.exports(module)),
}));

// What `work` has an instance tell; a trap is its last line.
function told(work) {
  const { exports } = new WebAssembly.Instance(module, {});
  let trap = "";
  try {
    work(exports);
  } catch (error) {
    trap = `trap: ${error}\n`;
  }
  const bytes = new Uint8Array(exports.length());
  for (let at = 0; at < bytes.length; at++) bytes[at] = exports.byte(at);
  return new TextDecoder().decode(bytes) + trap;
}

const bytes = readFileSync(contract);
for (let chapter = 0; chapter < 5; chapter++) {
  process.stdout.write(told((exports) => {
    for (const byte of bytes) exports.push(byte);
    exports.tell_chapter(chapter);
  }));
}
for (const opening of openings) {
  process.stdout.write(told((exports) => exports.tell_opening(...opening.split(":").map(Number))));
}
