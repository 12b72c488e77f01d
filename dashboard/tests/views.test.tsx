import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { RaceEvent } from '../src/data/race';
import { useStore } from '../src/data/store';
import { AlertList } from '../src/views/AlertList';
import { OptionTable } from '../src/views/OptionTable';
import { RaceControl } from '../src/views/RaceControl';
import { ReplayBar } from '../src/views/ReplayBar';
import { Reports, ReportView } from '../src/views/Reports';
import { Tower } from '../src/views/Tower';
import { alert, car, field, message, options, replay } from './builders';
import { leave, service, show } from './page';

afterEach(leave);

const VIEWER = { subject: 'vic', roles: ['viewer'], expiresMs: null };

describe('the tower', () => {
  const cars = [car(1, { position: 1 }), car(4, { position: 2, gapToLeaderS: 3.2, isInPit: true }), car(16, { position: 3, isRetired: true })];
  const told: RaceEvent[] = [{ kind: 'field', field: field(cars) }];
  const rows = () => screen.getAllByRole('row').filter((row) => row.dataset.driver);

  it('has a row a car, in order of the race', () => {
    show(<Tower chosen={null} onChoose={() => undefined} />, told);
    expect(rows().map((row) => row.dataset.driver)).toEqual(['1', '4', '16']);
    expect(within(rows()[1]!).getByText('PIT')).toBeTruthy();
    expect(within(rows()[2]!).getByText('out')).toBeTruthy();
  });

  it('is walked with the arrows, and chooses with Enter and the space bar', () => {
    const onChoose = vi.fn();
    show(<Tower chosen={null} onChoose={onChoose} />, told);
    rows()[0]!.focus();
    fireEvent.keyDown(rows()[0]!, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(rows()[1]);
    fireEvent.keyDown(rows()[1]!, { key: 'ArrowUp' });
    expect(document.activeElement).toBe(rows()[0]);
    fireEvent.keyDown(rows()[0]!, { key: 'Enter' });
    fireEvent.keyDown(rows()[1]!, { key: ' ' });
    expect(onChoose.mock.calls).toEqual([[1], [4]]);
  });

  it('tells gaps to the chosen car, and that it is chosen', () => {
    show(<Tower chosen={4} onChoose={() => undefined} />, told);
    expect(rows().map((row) => row.getAttribute('aria-selected'))).toEqual(['false', 'true', 'false']);
    expect(within(rows()[0]!).getByText('-3.2')).toBeTruthy();
  });

  it('shows what the engine says, and a lock', () => {
    show(<Tower chosen={null} onChoose={() => undefined} />, [
      ...told,
      { kind: 'options', options: options(4, { call: 'BOX' }) },
      {
        kind: 'decision',
        decision: {
          driverNumber: 4, decisionId: 'lock', revision: 1, change: 'LOCKED', changedBy: 'ana', changedTimeMs: 1, comment: null,
          lock: { lockedBy: 'ana', reason: null, planRank: 1, planLabel: 'M-H (L23)', optionRevision: 1, untilTimeMs: 1 },
        },
      },
    ]);
    expect(within(rows()[1]!).getByText(/box/i)).toBeTruthy();
    expect(within(rows()[1]!).getByLabelText('option locked')).toBeTruthy();
  });
});

describe('alerts', () => {
  const told: RaceEvent[] = [{ kind: 'alert', alert: alert({ cause: 'VER is 1.2 s behind' }) }];

  it('stay until they are acknowledged', () => {
    show(<AlertList onChoose={() => undefined} />, told);
    fireEvent.click(screen.getByRole('button', { name: /^Ack/ }));
    expect(screen.queryByText('VER is 1.2 s behind')).toBeNull();
    expect(screen.getByText('Nothing that needs attention.')).toBeTruthy();
  });

  it('lead to their car', () => {
    const onChoose = vi.fn();
    show(<AlertList onChoose={onChoose} />, told);
    fireEvent.click(screen.getByRole('button', { name: '4' }));
    expect(onChoose).toHaveBeenCalledWith(4);
  });
});

describe('race control', () => {
  it('says that there is nothing yet', () => {
    show(<RaceControl />);
    expect(screen.getByText('No message yet.')).toBeTruthy();
  });

  it('tells times as at the circuit if that is wanted', () => {
    const at = Date.UTC(2025, 11, 7, 13, 0, 5);
    const session = { sessionKey: 1, season: 2025, circuit: 'yas-marina', leaderLap: 1, scheduledLaps: 58, trackStatus: 'GREEN' as const, lastUpdateTimeMs: 1, isFinished: false, timeZone: 'Asia/Dubai', stale: false };
    show(<RaceControl />, [{ kind: 'message', message: message('RED FLAG', { eventTimeMs: at, flag: 'RED' }) }], {
      sessions: [session], sessionKey: 1, isTrackTime: true,
    });
    expect(screen.getByText('17:00:05')).toBeTruthy();
    expect(screen.getByText('RED')).toBeTruthy();
  });
});

describe('the remote control of a replay', () => {
  const told = (changes = {}): RaceEvent[] => [{ kind: 'replay', replay: replay(changes) }];

  it.each([
    ['over', told({ isOver: true })],
    ['silent', told({ toldTimeMs: Date.now() - 60_000 })],
    ['none', []],
  ])('is not there for a replay that is %s', (_, events) => {
    show(<ReplayBar sessionKey={1} />, events);
    expect(screen.queryByLabelText('Replay')).toBeNull();
  });

  it('pauses, and tells what was refused', async () => {
    const asked = service({ ControlReplay: { controlReplay: { ...replay(), refusal: 'not now' } } });
    show(<ReplayBar sessionKey={7} />, told());
    fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('not now'));
    expect(asked).toEqual([{ name: 'ControlReplay', variables: { sessionKey: 7, action: 'PAUSE' } }]);
  });

  it('plays when it is paused, and goes to a lap', async () => {
    const asked = service({ ControlReplay: { controlReplay: replay() } });
    show(<ReplayBar sessionKey={7} />, told({ isPaused: true }));
    fireEvent.click(screen.getByRole('button', { name: 'Play' }));
    fireEvent.change(screen.getByLabelText('Go to lap'), { target: { value: '30' } });
    fireEvent.click(screen.getByRole('button', { name: 'Go' }));
    await waitFor(() => expect(asked.map(({ variables }) => variables)).toEqual([
      { sessionKey: 7, action: 'PLAY' },
      { sessionKey: 7, action: 'SEEK_LAP', lapNumber: 30 },
    ]));
  });

  it('cannot be touched by a viewer', () => {
    show(<ReplayBar sessionKey={7} />, told(), { claims: VIEWER });
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Pause' }).disabled).toBe(true);
  });
});

describe('the option table', () => {
  const plan = {
    rank: 1, label: 'M-H (L23)', pitLossS: 22, timeToBestS: 0, timeToBestLowS: 0, timeToBestHighS: 0, expectedPosition: 2, meanPosition: 2.4,
    positionLow: 1, positionHigh: 4, positionProbabilities: [0.2, 0.5, 0.3], winProbability: 0.2, podiumProbability: 1, pointsProbability: 1,
    regretPlaces: 0.1, isLevelWithBest: true, stops: [{ lapNumber: 23, compound: 'HARD' as const }],
  };
  const shown = options(4, { plans: [plan], revision: 9 });

  it('locks the plan of the revision that is seen', async () => {
    const asked = service({ Lock: { lockOption: { outcome: 'DONE', message: 'locked' } } });
    show(<OptionTable sessionKey={7} options={shown} />);
    fireEvent.click(screen.getByRole('button', { name: /^Lock / }));
    await waitFor(() => expect(asked[0]?.variables).toMatchObject({ sessionKey: 7, driverNumber: 4, revision: 9, planRank: 1 }));
  });

  it('explains why a lock was refused', async () => {
    service({ Lock: { lockOption: { outcome: 'HELD', message: 'ana holds M-H (L23)' } } });
    show(<OptionTable sessionKey={7} options={shown} />);
    fireEvent.click(screen.getByRole('button', { name: /^Lock / }));
    expect((await screen.findByRole('alert')).textContent).toContain('ana holds');
  });

  it('has no button for a viewer', () => {
    show(<OptionTable sessionKey={7} options={shown} />, [], { claims: VIEWER });
    expect(screen.queryByRole('button', { name: /^Lock / })).toBeNull();
  });
});

describe('reports', () => {
  it('are listed, or said to be none', async () => {
    service({ Reports: { reports: [{ name: 'race-1', title: 'Race report: Dutch GP', writtenTimeMs: 1 }] } });
    show(<Reports />);
    expect(screen.getByRole('status', { name: 'Loading the reports' })).toBeTruthy();
    expect((await screen.findByText('Race report: Dutch GP')).getAttribute('href')).toContain('/history/race-1');
    leave();
    service({ Reports: { reports: [] } });
    show(<Reports />);
    expect(await screen.findByText('No report has been written yet.')).toBeTruthy();
  });

  it('are shown in a frame that may run nothing', async () => {
    service({ Report: { report: { title: 'Race report', html: '<p>hello</p>' } } });
    show(<ReportView name="race-1" />);
    const frame = await screen.findByTitle('Race report');
    expect(frame.getAttribute('sandbox')).toBe('');
    expect(frame.getAttribute('srcdoc')).toBe('<p>hello</p>');
  });

  it('that are not there are said to be missing', async () => {
    service({ Report: { report: null } });
    show(<ReportView name="race-2" />);
    expect(await screen.findByText('There is no report race-2.')).toBeTruthy();
  });
});

describe('what is heard', () => {
  it('of a replay alone does not make the race look alive', () => {
    show(<div />, [], { heardMs: 5 });
    act(() => useStore.getState().hear([{ kind: 'replay', replay: replay() }]));
    expect(useStore.getState().heardMs).toBe(5);
    act(() => useStore.getState().hear([{ kind: 'message', message: message('a') }]));
    expect(useStore.getState().heardMs).toBeGreaterThan(5);
  });
});
