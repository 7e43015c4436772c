/** An opaque place in a list. A cursor that is not ours reads as "from the start". */
export function encodeCursor(place: object): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The place, or null. The caller passes its parts as parameters only. */
export function decodeCursor<Place extends Record<string, string>>(cursor: string | null | undefined): Place | null {
  if (!cursor) return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return typeof place === 'object' && place !== null && Object.values(place).every((part) => typeof part === 'string') ? (place as Place) : null;
  } catch {
    return null;
  }
}
