// What the page holds in compressed blocks.

/** The bytes of the block with this id. */
export async function unpacked(id) {
  const text = document.getElementById(id).textContent;
  const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The value of a block of JSON. */
export async function unpackedJson(id) {
  return JSON.parse(new TextDecoder().decode(await unpacked(id)));
}
