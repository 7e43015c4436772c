/** Has the browser fetch a file that the server wrote down: it goes to the disk as it comes, whatever its size. */
export function fetchFile(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}

/** Gives the reader a file to keep, from what an answer carried. */
export function saveFile(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the address after the click: it must outlive it.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
