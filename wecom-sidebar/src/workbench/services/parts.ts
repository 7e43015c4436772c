import type { Problems, ServiceDraft } from './draft';

/** What every part of the editor is given. */
export interface PartProps {
  readonly draft: ServiceDraft;
  readonly may: boolean;
  readonly problems: Problems;
  readonly onFields: (part: Partial<ServiceDraft['fields']>) => void;
  readonly onChange: (part: Partial<ServiceDraft>) => void;
}
