/** What the desk does about a car, the archive, and how the system is: more tabs of GraphiQL. */

export const CAR_VARIABLES = `{
  "sessionKey": 1000001,
  "driverNumber": 7
}
`;

const DECISIONS = `# Locks and comments, live.
subscription Decisions {
  decisionChanged {
    sessionKey
    driverNumber
    decisionId
    change
    changedBy
    lock {
      lockedBy
      reason
      planLabel
      untilTimeMs
    }
    comment {
      writtenBy
      text
      parentId
      isDeleted
    }
  }
}
`;

const DECIDED = `# The lock and the comments of a car.
query Decided($sessionKey: Int!, $driverNumber: Int!) {
  decisions(sessionKey: $sessionKey, driverNumber: $driverNumber) {
    decisionId
    change
    changedBy
    lock {
      lockedBy
      planLabel
      untilTimeMs
    }
    comment {
      writtenBy
      text
    }
  }
}
`;

const LOCK = `# Hold a car's best plan for two minutes. Take the revision from liveOptions.
mutation Lock($sessionKey: Int!, $driverNumber: Int!, $revision: Int!) {
  lockOption(sessionKey: $sessionKey, driverNumber: $driverNumber, revision: $revision, reason: "we go") {
    outcome
    message
    newestOptions {
      revision
      call
    }
  }
}

mutation Unlock($sessionKey: Int!, $driverNumber: Int!) {
  unlockOption(sessionKey: $sessionKey, driverNumber: $driverNumber) {
    outcome
    message
  }
}
`;

const LOCK_VARIABLES = `{
  "sessionKey": 1000001,
  "driverNumber": 7,
  "revision": 1
}
`;

const COMMENT = `# Say something about a car; take it back by its decisionId.
mutation Comment($sessionKey: Int!, $driverNumber: Int!) {
  commentOnOption(sessionKey: $sessionKey, driverNumber: $driverNumber, text: "rain by lap 20") {
    outcome
    decision {
      decisionId
    }
  }
}

mutation TakeBack($sessionKey: Int!, $driverNumber: Int!, $commentId: String!) {
  deleteComment(sessionKey: $sessionKey, driverNumber: $driverNumber, commentId: $commentId) {
    outcome
    message
  }
}
`;

const SETTLED = `# What-if questions of the whole desk, as they are answered.
subscription Settled {
  whatIfSettled {
    driverNumber
    whatIf {
      changePlaces
      changed {
        label
      }
    }
  }
}
`;

const HISTORY = `# Laps and option sets from the archive, page by page: put endCursor into after.
query History($sessionKey: Int!, $after: String) {
  laps(sessionKey: $sessionKey, first: 100, after: $after) {
    version
    endCursor
    nodes {
      driverNumber
      lapNumber
      lapTimeS
      compound
    }
  }
  optionsHistory(sessionKey: $sessionKey, first: 20) {
    endCursor
    nodes {
      driverNumber
      lapNumber
      call
      callReason
    }
  }
}
`;

const HISTORY_VARIABLES = `{
  "sessionKey": 1000001,
  "after": null
}
`;

const STATUS = `# For engineers: the service, its topics, the jobs, what could not be read, and the models' cards.
query Status {
  systemStatus {
    version
    mode
    isLive
    reason
    subscribers
    recordVersions
    topics {
      name
      records
      ageS
    }
    jobs {
      name
      state
      completedCheckpoints
      newestCheckpointTimeMs
      restoredFrom
    }
    jobsError
  }
  deadLetters(first: 10) {
    nodes {
      sourceTopic
      stage
      error
    }
  }
}

query Models {
  modelCards {
    name
    title
  }
}
`;

export const DESK_TABS = [
  { query: DECISIONS },
  { query: DECIDED, variables: CAR_VARIABLES },
  { query: LOCK, variables: LOCK_VARIABLES },
  { query: COMMENT, variables: CAR_VARIABLES },
  { query: SETTLED },
  { query: HISTORY, variables: HISTORY_VARIABLES },
  { query: STATUS },
];
