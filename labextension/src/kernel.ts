/** Find the dashboard's running kernel or start one, and make its widgets renderable. */
import { SessionContext } from '@jupyterlab/apputils';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ServiceManager } from '@jupyterlab/services';
import type { IWidgetKernel } from './session';
import { type KernelEvent, pythonKernel } from './state';
import { bindWidgets, loadWidgets } from './widgets';

// The server finds the running session by its path: that is how a reloaded page gets its kernel back.
const PATH = 'cloud-dashboard';

export async function connectKernel(
  services: ServiceManager.IManager,
  appRendermime: IRenderMimeRegistry,
  report: (event: KernelEvent) => void
): Promise<IWidgetKernel> {
  await loadWidgets(); // before a kernel is started for nothing
  await services.kernelspecs.ready;
  const name = pythonKernel(services.kernelspecs.specs);
  if (!name) {
    throw new Error('This Jupyter server has no Python kernel. Install ipykernel, then restart.');
  }
  const context = new SessionContext({
    kernelManager: services.kernels,
    sessionManager: services.sessions,
    specsManager: services.kernelspecs,
    path: PATH,
    name: 'Cloud dashboard',
    type: 'canfar-dashboard',
    kernelPreference: { name, language: 'python', shutdownOnDispose: false }
  });
  try {
    await context.initialize();
    const kernel = context.session?.kernel;
    if (!kernel) {
      throw new Error('Python could not be started. The log of the Jupyter server tells why.');
    }
    const rendermime = appRendermime.clone(); // each kernel has widgets of its own
    const widgets = await bindWidgets(context, rendermime);
    context.statusChanged.connect((_, status) => report(status));
    context.connectionStatusChanged.connect((_, status) => report(status));
    context.sessionChanged.connect((_, change) => {
      if (!change.newValue) {
        report('session-gone');
      }
    });
    return {
      rendermime,
      execute: code => kernel.requestExecute({ code, store_history: false, stop_on_error: true }),
      disconnect: () => widgets.manager.disconnect(),
      shutdown: async () => {
        await shutdown(context);
        widgets.dispose();
        context.dispose();
      }
    };
  } catch (error) {
    await shutdown(context);
    context.dispose();
    throw error;
  }
}

async function shutdown(context: SessionContext): Promise<void> {
  if (context.session) {
    await context.shutdown().catch(() => undefined); // it had gone already
  }
}
