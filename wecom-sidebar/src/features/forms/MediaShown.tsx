import { readMark } from '@zhike/domain/engines/forms/files';
import { useQuery } from '../../api/hooks';
import { FileShown, MarkedPicture } from './FilesShown';
import './forms.css';

/** Photos, papers, a hand, or marks on pictures of a record that was handed in, as its reader may see them. FM-17: each mark at its place, with its words. */
export function MediaShown({ type, values, label }: { type: string; values: readonly string[]; label: string }) {
  const marks = type === 'annotation' ? values.flatMap((one) => readMark(one) ?? []) : [];
  const ids = [...new Set(type === 'annotation' ? marks.map((mark) => mark.file) : values)];
  const query = useQuery('forms.files', { ids });
  const fileOf = (id: string) => query.data?.files.find((file) => file.id === id);
  if (query.data && query.data.files.length === 0) return <span className="zk-hint">（无权查看，或已经删除）</span>;
  if (type !== 'annotation')
    return (
      <span className="zk-row wrap">
        {ids.map((id, index) => (
          <FileShown key={id} id={id} file={fileOf(id)} label={`${label} ${index + 1}`} />
        ))}
      </span>
    );
  return (
    <div className="zk-stack">
      {ids.map((id, index) => {
        const here = marks.filter((mark) => mark.file === id);
        return (
          <div key={id} data-testid="marks-shown">
            <MarkedPicture file={fileOf(id)} marks={here} label={`${label} ${index + 1}`} />
            <ol className="zk-mark-words">
              {here.map((mark, at) => (
                <li key={`${mark.x} ${mark.y} ${at}`}>{mark.words || '（没有写）'}</li>
              ))}
            </ol>
          </div>
        );
      })}
    </div>
  );
}
