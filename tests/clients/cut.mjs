// Follows one GraphQL subscription with the sample client and tells what happens as lines of JSON. A line
// on its input kills the socket without a goodbye, as a lost network does; the end of the input ends the
// program.
//
//   node cut.mjs ws://HOST:PORT/graphql QUERY-FILE VARIABLES-AS-JSON

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { follow } from "../../docs/clients/javascript/follow.mjs";

const [url, queryFile, variables] = process.argv.slice(2);
const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);

let socket;
const on = {
  connected: (opened) => {
    socket = opened;
    tell({ event: "connected" });
  },
  closed: ({ code }) => tell({ event: "closed", code }),
};

createInterface({ input: process.stdin })
  .on("line", () => socket.terminate())
  .on("close", () => process.exit(0));

try {
  const query = readFileSync(queryFile, "utf8");
  for await (const { data, errors } of follow(url, query, JSON.parse(variables), { on })) {
    tell({ event: "next", data, errors });
  }
} catch (error) {
  tell({ event: "error", error: String(error) });
  process.exit(1);
}
