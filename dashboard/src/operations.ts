/** The operations that GraphiQL starts with, one a tab. They need no session key: press play. */

import { CAR_VARIABLES, DESK_TABS } from "./desk-operations";
import { REPLAY_TABS } from "./replay-operations";

export const LIVE_OPTIONS = `# Every driver's options, live: press play.
# To follow one car: optionsUpdated(driverNumber: 4)
subscription LiveOptions {
  optionsUpdated {
    sessionKey
    driverCode
    lapNumber
    position
    compound
    tyreAgeLaps
    trackStatus
    call
    callReason
    plans {
      rank
      label
      timeToBestS
      meanPosition
      positionLow
      positionHigh
      winProbability
      podiumProbability
      pointsProbability
      regretPlaces
      isLevelWithBest
      stops {
        lapNumber
        compound
      }
    }
    rejoin {
      position
      positionLow
      positionHigh
      aheadDriverNumber
      aheadDriverCode
      aheadGapS
      behindDriverNumber
      behindDriverCode
      behindGapS
      trafficLossS
    }
    pitLosses {
      trackStatus
      pitLossS
      pitLossLowS
      pitLossHighS
    }
    duels {
      rivalDriverNumber
      isThreat
      gapS
      undercutProbability
      marginS
      bestLapNumber
      answerWithinLaps
    }
    stopWithin3LapsProbability
    contingencies {
      event
      call
      label
      meanPosition
      gainPlaces
    }
  }
}
`;

const LIVE_FIELD = `# Order, gaps and tyres of the whole field, live.
subscription LiveField {
  fieldUpdated {
    sessionKey
    leaderLap
    lapsToGo
    trackStatus
    cars {
      position
      driverCode
      gapToLeaderS
      intervalS
      compound
      tyreAgeLaps
      pitStops
      lastLapTimeS
    }
  }
}
`;

const SESSIONS = `# The races that this service knows. Take a sessionKey from here for the other queries.
query Sessions {
  sessions {
    sessionKey
    season
    circuit
    leaderLap
    scheduledLaps
    trackStatus
    lastUpdateTimeMs
    isFinished
    driverNumbers
  }
}
`;

const ALERTS = `# What the desk should look at: as it begins, and as it ends.
subscription Alerts {
  alertRaised {
    sessionKey
    driverNumber
    kind
    isActive
    cause
    rivalDriverNumber
    firstLapNumber
    lastLapNumber
  }
}
`;

const WHAT_IF = `# One car's race with something changed, beside the unchanged one. Take the keys from Sessions.
query WhatIf($sessionKey: Int!, $driverNumber: Int!, $scenario: ScenarioInput!) {
  whatIf(sessionKey: $sessionKey, driverNumber: $driverNumber, scenario: $scenario) {
    status
    errors {
      field
      message
    }
    lapNumber
    whatIf {
      changePlaces
      changeLowPlaces
      changeHighPlaces
      timeChangeS
      futures
      unchanged {
        label
        meanPosition
        pointsProbability
      }
      changed {
        label
        meanPosition
        pointsProbability
      }
    }
  }
}
`;

const WHAT_IF_VARIABLES = `{
  "sessionKey": 1000001,
  "driverNumber": 7,
  "scenario": { "scLapNumber": 30 }
}
`;

const UNDERCUTS = `# Undercuts on a car and by it, from its newest option set.
query Undercuts($sessionKey: Int!, $driverNumber: Int!) {
  undercutChance(sessionKey: $sessionKey, driverNumber: $driverNumber) {
    rivalDriverNumber
    isThreat
    gapS
    undercutProbability
    marginS
    bestLapNumber
    answerWithinLaps
  }
}
`;

const DRIVER = `# One car's race so far: its stints, and its laps.
query Driver($sessionKey: Int!, $driverNumber: Int!) {
  driver(sessionKey: $sessionKey, driverNumber: $driverNumber) {
    driverCode
    gridPosition
    stints {
      stintNumber
      compound
      firstLapNumber
      lastLapNumber
      degradationSPerLap
    }
    laps {
      lapNumber
      lapTimeS
      position
      gapToLeaderS
      trackStatus
    }
  }
}
`;

const GAPS = `# Gap to the leader at the end of every lap, of every car.
query Gaps($sessionKey: Int!) {
  drivers(sessionKey: $sessionKey) {
    driverCode
    laps {
      lapNumber
      gapToLeaderS
    }
  }
}
`;

const GAPS_VARIABLES = `{
  "sessionKey": 1000001
}
`;

export const TABS = [
  { query: LIVE_OPTIONS },
  { query: LIVE_FIELD },
  { query: SESSIONS },
  { query: ALERTS },
  { query: WHAT_IF, variables: WHAT_IF_VARIABLES },
  { query: UNDERCUTS, variables: CAR_VARIABLES },
  { query: DRIVER, variables: CAR_VARIABLES },
  { query: GAPS, variables: GAPS_VARIABLES },
  ...DESK_TABS,
  ...REPLAY_TABS,
];
