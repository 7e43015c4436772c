/** What people write to be left alone: the letter that the text itself offers (拒收请回复R), what operators teach (T, TD, N), and the words. */
const NO = /^(R|T|TD|N|退订|拒收|不要|退)$/i;

/** Whether the answer to a text message says that no more is wanted; spaces, full stops and wide letters do not matter. */
export function asksToStop(reply: string): boolean {
  const plain = reply.normalize('NFKC').replace(/[\s。.!！,，]/g, '');
  return NO.test(plain);
}
