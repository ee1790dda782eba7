import type { AnyModel } from '@anywidget/types';

/** What the parts of an overview need from its model. */
export type Send = Pick<AnyModel, 'send'>;
