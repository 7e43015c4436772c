/** A mask as an example that fits it: `AA-999` reads `AB-123`. */
export function maskedExample(mask: string): string {
  let [letter, digit] = [0, 0];
  return [...mask]
    .map((place) => {
      if (place === 'A') return String.fromCharCode(65 + (letter++ % 26));
      return place === '9' || place === '*' ? String((digit++ % 9) + 1) : place;
    })
    .join('');
}
