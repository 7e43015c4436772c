import type { FieldType } from '@zhike/domain/engines/catalogue/definition';
import { DRAWN_AS, type DrawnAs } from '@zhike/domain/engines/forms/controls';
import type { ComponentType } from 'react';
import { BoolControl, OptionControl, OptionsControl, RatingControl } from './choices';
import type { ControlProps } from './control';
import { FilesControl, MarksControl } from './files';
import { LinkControl } from './links';
import { SignatureControl } from './signature';
import { ShownControl } from './things';
import { NumberControl, TextControl, WhenControl } from './typed';

const CONTROLS: Readonly<Record<DrawnAs, ComponentType<ControlProps>>> = {
  text: TextControl,
  number: NumberControl,
  rating: RatingControl,
  bool: BoolControl,
  option: OptionControl,
  options: OptionsControl,
  when: WhenControl,
  link: LinkControl,
  files: FilesControl,
  signature: SignatureControl,
  marks: MarksControl,
  shown: ShownControl,
};

/** How a type is asked here. */
export const controlOf = (type: Exclude<FieldType, 'rows'>): ComponentType<ControlProps> => CONTROLS[DRAWN_AS[type]];
