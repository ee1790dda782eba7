/** Bind a rendermime registry to the widget manager of jupyterlab_widgets, without a notebook. */
import type * as Manager from '@jupyter-widgets/jupyterlab-manager';
import type { ISessionContext } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Signal } from '@lumino/signaling';

export interface IWidgetBinding {
  readonly manager: Manager.LabWidgetManager;
  dispose(): void;
}

/** Loaded when it is first needed, so that without ipywidgets nothing but the tab fails. */
export async function loadWidgets(): Promise<typeof Manager> {
  try {
    return await import('@jupyter-widgets/jupyterlab-manager');
  } catch (error) {
    console.error(error);
    throw new Error(
      'This tab needs ipywidgets: run "pip install ipywidgets" in the environment of the Jupyter server, ' +
        'then reload the page.',
      { cause: error }
    );
  }
}

/**
 * `sessionContext` must have its kernel, and `rendermime` must be a clone.
 *
 * registerWidgetManager() wants a notebook's document context but reads only what is below. A
 * KernelWidgetManager made by hand knows no widget at all: the registry of classes is private to the
 * module (https://github.com/jupyter-widgets/ipywidgets/issues/3946).
 */
export async function bindWidgets(
  sessionContext: ISessionContext,
  rendermime: IRenderMimeRegistry
): Promise<IWidgetBinding> {
  const library = await loadWidgets();
  const context: Manager.IWidgetContext = {
    sessionContext,
    saveState: new Signal<object, string>({}), // never emitted: there is no notebook to save into
    model: { getMetadata: () => undefined, setMetadata: () => undefined, dirty: false },
    urlResolver: {
      resolveUrl: url => Promise.resolve(url),
      getDownloadUrl: url => Promise.resolve(url)
    }
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('The widgets of this page did not start. Reload the page.')),
      10_000
    );
    // The manager is not returned, but it is assigned to every renderer that is passed in.
    const catcher = {
      set manager(manager: Manager.LabWidgetManager) {
        clearTimeout(timer);
        resolve({ manager, dispose: () => registration.dispose() });
      }
    };
    const registration = library.registerWidgetManager(context, rendermime, [catcher].values());
  });
}
