/** A replay's remote control, what race control says, and reports: more tabs of GraphiQL. */

const SESSION_VARIABLES = `{
  "sessionKey": 1000001
}
`;

const MESSAGES = `# What race control says, live.
subscription Messages {
  messageSent {
    sessionKey
    eventTimeMs
    lapNumber
    driverNumber
    category
    flag
    scope
    sector
    message
  }
}
`;

const SAID = `# What race control has said, newest first.
query Said($sessionKey: Int!) {
  messages(sessionKey: $sessionKey) {
    eventTimeMs
    lapNumber
    message
  }
}
`;

const REPLAYS = `# How far a replay is, live.
subscription Replays {
  replayChanged {
    sessionKey
    lapNumber
    lastLapNumber
    speedFactor
    isPaused
    isOver
  }
}
`;

const REPLAY = `# How far the replay of a race is; null: it is live, or over.
query Replay($sessionKey: Int!) {
  replay(sessionKey: $sessionKey) {
    lapNumber
    lastLapNumber
    raceTimeS
    raceDurationS
    speedFactor
    isPaused
    isOver
  }
}
`;

const CONTROL = `# Seek in a replay. Others: PAUSE, PLAY, SET_SPEED (speedFactor: 10).
mutation Control($sessionKey: Int!) {
  controlReplay(sessionKey: $sessionKey, action: SEEK_LAP, lapNumber: 10) {
    lapNumber
    isPaused
    speedFactor
    refusal
  }
}
`;

const REPORTS = `# Reports on races and seasons: written by f1strategy report.
query Reports {
  reports {
    name
    title
    sessionKey
    season
    writtenTimeMs
  }
}
`;

const REPORT = `# One of them: sandboxed HTML without scripts.
query Report {
  report(name: "race-1000001") {
    title
    html
  }
}
`;

export const REPLAY_TABS = [
  { query: MESSAGES },
  { query: SAID, variables: SESSION_VARIABLES },
  { query: REPLAYS },
  { query: REPLAY, variables: SESSION_VARIABLES },
  { query: CONTROL, variables: SESSION_VARIABLES },
  { query: REPORTS },
  { query: REPORT },
];
