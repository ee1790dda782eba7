import type { Chosen } from './chosen';
import type { Model } from './model';

/** Which row is open beside the table, or as a page. */
export class Opened {
  /**
   * @param _wanted id of the row that was open when the page was left; "": none
   * @param _changed called after another row was opened
   */
  constructor(
    private readonly _model: Model,
    private readonly _chosen: Chosen,
    private _wanted: string,
    private readonly _changed: () => void
  ) {}

  /** Whether rows can be opened. */
  get possible(): boolean {
    return this._model.get('opens');
  }

  /** Id of the row; "": none. */
  get id(): string {
    return this._model.get('current');
  }

  /** @param page whether as a page of its own */
  open(id: string, page: boolean): void {
    if (!this.possible) {
      return;
    }
    this._wanted = '';
    this._model.set('current', id);
    this._model.save_changes();
    this._model.send({ op: 'open', id, page });
    this._changed();
  }

  /** While a row is open, the one that the arrows go to is opened instead. */
  follow(): void {
    const { active } = this._chosen;
    if (this.id !== '' && active !== null) {
      this.open(active, false);
    }
  }

  /** Open what was open when the page was left, once it is there; another one wins. */
  again(there: (id: string) => boolean): void {
    if (this.id !== '') {
      this._wanted = '';
    } else if (this._wanted !== '' && there(this._wanted)) {
      this._chosen.active = this._wanted;
      this.open(this._wanted, false);
    }
  }
}
