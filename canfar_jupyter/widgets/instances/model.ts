import type { AnyModel } from '@anywidget/types';

/** What the parts of an overview need of its model. */
export type Send = Pick<AnyModel, 'send'>;
