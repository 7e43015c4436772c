/** The part of @event-calendar/core 4.7.1 that the adapter uses; the package ships no types. */
declare module '@event-calendar/core' {
  export interface EcResource {
    id: string;
    title?: string;
    children?: EcResource[];
    extendedProps?: Record<string, unknown>;
  }
  export interface EcEventInput {
    id: string;
    resourceId: string;
    start: string;
    end: string;
    title?: string;
    display?: 'auto' | 'background';
    startEditable?: boolean;
    durationEditable?: boolean;
    classNames?: string[];
    className?: string;
    extendedProps?: Record<string, unknown>;
  }
  /** Dates in callbacks carry the shown wall clock in their local fields. */
  export interface EcEvent {
    id: string;
    resourceIds: string[];
    start: Date;
    end: Date;
    title: string;
    extendedProps: Record<string, unknown>;
  }
  export interface EcResourceRef {
    id: string;
    title?: string;
  }
  export interface EcDropInfo {
    event: EcEvent;
    oldEvent: EcEvent;
    oldResource?: EcResourceRef;
    newResource?: EcResourceRef;
    revert(): void;
  }
  /** Asked at each movement while something is dragged, drawn longer or selected; answering true lets it follow. */
  export interface EcConstraintInfo {
    event: EcEvent;
    oldEvent: EcEvent;
    jsEvent?: PointerEvent;
  }
  export interface EcSelectInfo {
    start: Date;
    end: Date;
    resource?: EcResourceRef;
    jsEvent?: PointerEvent;
  }
  export interface EcOptions {
    view?: string;
    date?: string | Date;
    locale?: string;
    firstDay?: number;
    height?: string;
    headerToolbar?: { start: string; center: string; end: string };
    buttonText?: Record<string, string>;
    allDaySlot?: boolean;
    allDayContent?: string;
    slotMinTime?: string;
    slotMaxTime?: string;
    slotDuration?: string;
    slotLabelInterval?: string;
    slotWidth?: number;
    slotHeight?: number;
    nowIndicator?: boolean;
    scrollTime?: string;
    editable?: boolean;
    pointer?: boolean;
    selectable?: boolean;
    eventDurationEditable?: boolean;
    eventStartEditable?: boolean;
    longPressDelay?: number;
    dragScroll?: boolean;
    filterEventsWithResources?: boolean;
    slotEventOverlap?: boolean;
    slotLabelFormat?: Intl.DateTimeFormatOptions | ((at: Date) => string);
    eventTimeFormat?: Intl.DateTimeFormatOptions;
    dayHeaderFormat?: (date: Date) => { domNodes: Node[] };
    resources?: EcResource[];
    events?: EcEventInput[];
    resourceLabelContent?: (info: { resource: { id: string; title: string; extendedProps?: Record<string, unknown> } }) => { domNodes: Node[] };
    eventContent?: (info: { event: EcEvent & { display: string }; timeText: string }) => { domNodes: Node[] } | undefined;
    eventDidMount?: (info: { event: EcEvent; el: HTMLElement }) => void;
    eventClick?: (info: { event: EcEvent; el: HTMLElement }) => void;
    dateClick?: (info: { date: Date; resource?: EcResourceRef }) => void;
    select?: (info: EcSelectInfo) => void;
    selectConstraint?: (info: EcSelectInfo) => boolean;
    dragConstraint?: (info: EcConstraintInfo) => boolean;
    resizeConstraint?: (info: EcConstraintInfo) => boolean;
    eventDragStart?: () => void;
    eventDragStop?: () => void;
    eventResizeStart?: () => void;
    eventResizeStop?: () => void;
    eventDrop?: (info: EcDropInfo) => void;
    eventResize?: (info: EcDropInfo) => void;
  }
  export interface EcCalendar {
    setOption<Key extends keyof EcOptions>(name: Key, value: EcOptions[Key]): EcCalendar;
    unselect(): EcCalendar;
  }
  export interface EcPlugin {
    createOptions?: unknown;
  }
  export const ResourceTimeGrid: EcPlugin;
  export const ResourceTimeline: EcPlugin;
  export const Interaction: EcPlugin;
  export function createCalendar(target: HTMLElement, plugins: EcPlugin[], options: EcOptions): EcCalendar;
  export function destroyCalendar(calendar: EcCalendar): void;
}
