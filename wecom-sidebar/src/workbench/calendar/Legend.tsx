const MARKS = [
  { tone: 'amber', word: '待支付' },
  { tone: 'blue', word: '待接单' },
  { tone: 'green', word: '已确认' },
  { tone: 'teal', word: '已到店' },
  { tone: 'violet', word: '服务中' },
  { tone: 'grey', word: '已完成' },
  { tone: 'red', word: '未到店' },
  { tone: 'class', word: '课程' },
  { tone: 'absence', word: '请假、维修' },
  { tone: 'rest', word: '不上班' },
  { tone: 'over', word: '超额' },
] as const;

/** What the colours mean; the words stand in the bookings too. */
export function Legend() {
  return (
    <ul className="zk-legend" aria-label="颜色说明" data-testid="legend">
      {MARKS.map((mark) => (
        <li key={mark.tone}>
          <i className={mark.tone} />
          {mark.word}
        </li>
      ))}
    </ul>
  );
}
