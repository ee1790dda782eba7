/** Wiring: the card and the command that open the cloud dashboard; code taken as cells. */
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { takeCells } from './cells';
import { cloudIcon } from './icon';
import { connectKernel } from './kernel';
import { DashboardSession } from './session';
import { DashboardTab } from './tab';
import { takeTabs } from './tabs';
import { offerTerminals } from './terminal';

namespace CommandIDs {
  export const open = 'canfar-jupyter:open-dashboard';
}

const CATEGORY = 'Cloud';
const TAB_ID = 'canfar-jupyter-dashboard';

const dashboard: JupyterFrontEndPlugin<void> = {
  id: 'canfar-jupyter:dashboard',
  description: 'Opens the cloud dashboard in a tab with a kernel of its own.',
  autoStart: true,
  requires: [IRenderMimeRegistry],
  optional: [ICommandPalette, ILauncher, ISettingRegistry, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    rendermime: IRenderMimeRegistry,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    settings: ISettingRegistry | null,
    restorer: ILayoutRestorer | null
  ): void => {
    const session = new DashboardSession(report =>
      connectKernel(app.serviceManager, rendermime, report)
    );
    const tracker = new WidgetTracker<DashboardTab>({ namespace: TAB_ID });
    let keepKernel = false;

    app.commands.addCommand(CommandIDs.open, {
      label: args => (args.isLauncher ? 'Cloud dashboard' : 'Open the Cloud Dashboard'),
      caption: 'Images and instances of your cloud project',
      icon: cloudIcon,
      describedBy: { args: { type: 'object', properties: { isLauncher: { type: 'boolean' } } } },
      execute: () => {
        let tab = tracker.find(() => true);
        if (!tab) {
          tab = newTab(session, () => keepKernel);
          void tracker.add(tab);
          app.shell.add(tab, 'main');
        }
        app.shell.activateById(tab.id);
        return tab;
      }
    });
    palette?.addItem({ command: CommandIDs.open, category: CATEGORY });
    launcher?.add({
      command: CommandIDs.open,
      category: CATEGORY,
      rank: 1,
      args: { isLauncher: true }
    });
    void restorer?.restore(tracker, { command: CommandIDs.open, name: () => TAB_ID });
    // Not awaited: JupyterLab must not wait for our settings.
    void settings?.load(dashboard.id).then(loaded => {
      const apply = (): void => {
        keepKernel = loaded.get('keepKernel').composite === true;
      };
      apply();
      loaded.changed.connect(apply);
    });
  }
};

const cells: JupyterFrontEndPlugin<void> = {
  id: 'canfar-jupyter:cells',
  description: 'Takes code that the launch form offers as a cell of the notebook it is in.',
  autoStart: true,
  activate: takeCells
};

const tabs: JupyterFrontEndPlugin<void> = {
  id: 'canfar-jupyter:tabs',
  description: 'Shows a page of the dashboard, such as that of one instance, in a tab of its own.',
  autoStart: true,
  activate: takeTabs
};

function newTab(session: DashboardSession, keepsKernel: () => boolean): DashboardTab {
  const tab = new DashboardTab(session, keepsKernel);
  tab.id = TAB_ID;
  tab.title.label = 'Cloud dashboard';
  tab.title.icon = cloudIcon;
  tab.title.closable = true;
  return tab;
}

const terminals: JupyterFrontEndPlugin<void> = {
  id: 'canfar-jupyter:terminals',
  description: 'Opens a terminal that logs in to an instance, when the dashboard asks for one.',
  autoStart: true,
  activate: (app: JupyterFrontEnd): void => {
    // Terminals are switched off on some servers: then the command is not there.
    void app.restored.then(() => {
      if (app.commands.hasCommand('terminal:create-new')) {
        offerTerminals(app);
      }
    });
  }
};

export default [dashboard, terminals, cells, tabs];
