/** An outside service gave no usable answer: the job tries again later, and what hangs on it stays as it is. */
export class NoAnswer extends Error {}
