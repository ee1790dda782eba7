/** The tab: a line of words when there is something to say, and what the dashboard's code displayed. */
import { MainAreaWidget } from '@jupyterlab/apputils';
import { OutputAreaModel, SimplifiedOutputArea } from '@jupyterlab/outputarea';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { refreshIcon, ToolbarButton } from '@jupyterlab/ui-components';
import { Panel, Widget } from '@lumino/widgets';
import type { DashboardSession, IShow } from './session';
import type { IState } from './state';

export class DashboardTab extends MainAreaWidget<Panel> {
  /**
   * @param keepsKernel - asked when the tab is closed
   */
  constructor(session: DashboardSession, keepsKernel: () => boolean) {
    super({ content: new Panel() });
    this._session = session;
    this._keepsKernel = keepsKernel;
    this.addClass('cj-DashboardTab');
    this._bar.addClass('cj-DashboardTab-bar');
    this.content.addWidget(this._bar);
    this.toolbar.addItem(
      'restart',
      new ToolbarButton({
        icon: refreshIcon,
        label: 'Restart',
        tooltip: 'Begin again with a new Python process; your instances are not affected',
        onClick: () => void session.restart()
      })
    );
    session.changed.connect(this._onState, this);
    session.shown.connect(this._onShown, this);
    void session.open();
  }

  /** What renders the widgets of its kernel; null: nothing is shown. */
  get rendermime(): IRenderMimeRegistry | null {
    return this._area?.rendermime ?? null;
  }

  dispose(): void {
    if (this.isDisposed) {
      return;
    }
    super.dispose(); // disconnects the signals
    this._area?.model.dispose();
    if (!this._keepsKernel()) {
      void this._session.close();
    }
  }

  private _onShown(_: DashboardSession, { execution, rendermime }: IShow): void {
    this._clear();
    // Widgets are rendered in trusted outputs only.
    const model = new OutputAreaModel({ trusted: true });
    this._area = new SimplifiedOutputArea({ model, rendermime });
    this._area.future = execution;
    this.content.addWidget(this._area);
  }

  private _onState(_: DashboardSession, { phase, message }: IState): void {
    const bad = phase === 'dead' || phase === 'failed';
    const node = this._bar.node;
    node.setAttribute('role', bad ? 'alert' : 'status');
    node.dataset.phase = phase;
    node.textContent = message;
    this._bar.setHidden(!message);
    if (bad) {
      node.append(
        ' ',
        button('Restart', () => void this._session.restart())
      );
    }
    if (phase === 'failed' && this._area) {
      node.append(
        ' ',
        button('Details', () => this._area?.setHidden(!this._area.isHidden))
      );
    }
    if (phase === 'idle') {
      this._clear();
    }
    // A click that cannot be answered now must not be carried out later.
    const inert = phase === 'dead' || phase === 'offline';
    if (this._area) {
      this._area.node.inert = inert;
      this._area.toggleClass('cj-mod-inert', inert);
      this._area.setHidden(phase === 'failed'); // a traceback is for those who ask
    }
  }

  private _clear(): void {
    this._area?.dispose();
    this._area?.model.dispose();
    this._area = null;
  }

  private readonly _session: DashboardSession;
  private readonly _keepsKernel: () => boolean;
  private readonly _bar = new Widget();
  private _area: SimplifiedOutputArea | null = null;
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const node = document.createElement('button');
  node.className = 'jp-Button jp-mod-styled';
  node.textContent = label;
  node.onclick = onClick;
  return node;
}
