/** The little that is used of it. The package comes with jupyterlab_widgets (Python), never with us. */
declare module '@jupyter-widgets/jupyterlab-manager' {
  import type { ISessionContext } from '@jupyterlab/apputils';
  import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
  import type { ISignal } from '@lumino/signaling';

  export interface LabWidgetManager {
    disconnect(): void;
  }

  /** What registerWidgetManager() reads of a notebook's document context. */
  export interface IWidgetContext {
    sessionContext: ISessionContext;
    saveState: ISignal<object, string>;
    model: { getMetadata(): undefined; setMetadata(): void; dirty: boolean };
    urlResolver: {
      resolveUrl(url: string): Promise<string>;
      getDownloadUrl(url: string): Promise<string>;
    };
  }

  export function registerWidgetManager(
    context: IWidgetContext,
    rendermime: IRenderMimeRegistry,
    renderers: Iterator<{ manager: LabWidgetManager }>
  ): { dispose(): void };
}
