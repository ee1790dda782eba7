import { describe, expect, it } from 'vitest';
import { failure, IDLE, LOADING, nextState, pythonKernel, READY } from '../src/state';

describe('nextState', () => {
  it.each(['dead', 'autorestarting', 'restarting', 'terminating', 'session-gone'] as const)(
    '%s ends the tab and says what to do',
    event => {
      const next = nextState(READY, event);
      expect(next.phase).toBe('dead');
      expect(next.message).toContain('Restart to go on');
    }
  );

  it.each(['idle', 'busy', 'starting', 'unknown', 'connected'] as const)(
    '%s changes nothing',
    event => expect(nextState(READY, event)).toBe(READY)
  );

  it('tells a crash from a restart elsewhere', () => {
    const restarting = nextState(READY, 'restarting');
    expect(restarting.message).toContain('restarted elsewhere');
    expect(nextState(restarting, 'autorestarting').message).toContain('died');
  });

  it('keeps a death that has another cause', () => {
    const gone = nextState(READY, 'session-gone');
    expect(nextState(gone, 'autorestarting')).toBe(gone);
  });

  it('goes offline and comes back', () => {
    const offline = nextState(READY, 'connecting');
    expect(offline.phase).toBe('offline');
    expect(nextState(offline, 'disconnected')).toBe(offline);
    expect(nextState(offline, 'connected')).toBe(READY);
  });

  it('does not call a kernel offline that is still loading', () => {
    expect(nextState(LOADING, 'connecting')).toBe(LOADING);
  });

  it('notices a kernel that dies while the server is away', () => {
    expect(nextState(nextState(READY, 'disconnected'), 'dead').phase).toBe('dead');
  });

  it.each(['connected', 'idle', 'connecting'] as const)('stays dead on %s', event => {
    const died = nextState(READY, 'dead');
    expect(nextState(died, event)).toBe(died);
  });

  it('does not wake a tab without a kernel', () => {
    expect(nextState(IDLE, 'dead')).toBe(IDLE);
  });
});

describe('failure', () => {
  it('is the sentence of the error', () => {
    const error = { ename: 'NotSignedIn', evalue: 'The password was refused.' };
    expect(failure(error)).toBe('The password was refused.');
  });

  it('names an error without a sentence', () => {
    expect(failure({ ename: 'KeyboardInterrupt', evalue: '' })).toContain('KeyboardInterrupt');
  });

  it('says how to install what the kernel lacks', () => {
    const evalue = "No module named 'canfar_jupyter'";
    expect(failure({ ename: 'ModuleNotFoundError', evalue })).toContain(
      'pip install canfar_jupyter'
    );
  });

  it('does not blame the package for another missing one', () => {
    const evalue = "No module named 'pandas'";
    expect(failure({ ename: 'ModuleNotFoundError', evalue })).toBe(evalue);
  });
});

describe('pythonKernel', () => {
  const python = { language: 'python' };
  const r = { language: 'R' };

  it('prefers the default', () => {
    expect(pythonKernel({ default: 'b', kernelspecs: { a: python, b: python } })).toBe('b');
  });

  it('skips a default of another language', () => {
    expect(pythonKernel({ default: 'r', kernelspecs: { r, p: python } })).toBe('p');
  });

  it('finds none where there is none', () => {
    expect(pythonKernel({ default: 'r', kernelspecs: { r } })).toBeUndefined();
    expect(pythonKernel(null)).toBeUndefined();
  });
});
