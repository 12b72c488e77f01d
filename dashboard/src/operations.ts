/** The operations that GraphiQL starts with, one a tab. They need no session key: press play. */

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

export const TABS = [{ query: LIVE_OPTIONS }, { query: LIVE_FIELD }, { query: SESSIONS }];
