import type { FileView } from '@zhike/domain/forms/contract';
import { useEffect, useState } from 'react';
import type { Lookups } from './use-form';

/** Files as they are looked at, by their ids; those that are not known yet (or may not be seen) are missing. */
export type Views = Readonly<Record<string, FileView>>;

/** Looks up the files that a value names; what was sent a moment ago is known already. */
export function useFiles(ids: readonly string[], files: Lookups['files']): { readonly views: Views; readonly learn: (file: FileView) => void } {
  const [views, setViews] = useState<Views>({});
  const wanted = ids.filter((id) => !views[id]).join();
  useEffect(() => {
    if (!wanted || !files) return;
    let on = true;
    void files(wanted.split(',')).then((found) => {
      if (on) setViews((known) => ({ ...known, ...Object.fromEntries(found.map((file) => [file.id, file])) }));
    });
    return () => {
      on = false;
    };
  }, [wanted, files]);
  return { views, learn: (file) => setViews((known) => ({ ...known, [file.id]: file })) };
}
