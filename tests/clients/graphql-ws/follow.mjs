// Follows one GraphQL subscription with graphql-ws, as a page or another program would, and tells what
// happens as lines of JSON. A line on its input kills the socket without a goodbye, as a lost network
// does; the end of the input ends the program.
//
//   node follow.mjs ws://HOST:PORT/graphql QUERY-FILE VARIABLES-AS-JSON

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, queryFile, variables] = process.argv.slice(2);
const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

let socket;
const client = createClient({
  url,
  webSocketImpl: WebSocket,
  retryAttempts: 50,
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
  on: {
    connected: (opened) => {
      socket = opened;
      tell({ event: "connected" });
    },
    closed: ({ code }) => tell({ event: "closed", code }),
  },
});

client.subscribe(
  { query: readFileSync(queryFile, "utf8"), variables: JSON.parse(variables) },
  {
    next: ({ data, errors }) => tell({ event: "next", data, errors }),
    error: (error) => {
      tell({ event: "error", error: String(error?.reason ?? JSON.stringify(error)) });
      process.exit(1);
    },
    complete: () => {},
  },
);

createInterface({ input: process.stdin })
  .on("line", () => socket.terminate())
  .on("close", () => {
    client.dispose();
    process.stdin.destroy();
  });
