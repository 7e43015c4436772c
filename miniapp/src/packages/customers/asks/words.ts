/** What the customer may answer, in her words; a word of the shop's own stands as it is. */
const ANSWERS: Readonly<Record<string, string>> = {
  confirmed: '确认',
  refused: '不同意',
  picked: '选好了',
  approved: '通过',
  rejected: '要修改',
  submitted: '已填写',
  signed: '已签',
  paid: '已付款',
};
const NOES: ReadonlySet<string> = new Set(['refused', 'rejected']);

export const answerWords = (outcome: string): string => ANSWERS[outcome] ?? outcome;
/** A no stands behind the yes, and looks like it. */
export const isNo = (outcome: string): boolean => NOES.has(outcome);
/** Yes first. */
export const inOrder = (outcomes: readonly string[]): string[] => [...outcomes].sort((a, b) => Number(isNo(a)) - Number(isNo(b)));
