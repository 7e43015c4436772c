/** The longest beginning of `text` that fits into `maxBytes` of UTF-8, cut between characters; a cut is shown by `…` where it fits. */
export function cutBytes(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  const room = maxBytes - Buffer.byteLength('…');
  let kept = '';
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > room) break;
    kept += character;
  }
  return room >= 0 ? `${kept}…` : kept;
}

/** The first `max` characters (code points, so no half emoji). */
export function cutCharacters(text: string, max: number): string {
  return [...text].slice(0, max).join('');
}
