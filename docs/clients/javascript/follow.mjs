// Follows a race with graphql-ws: reconnects, and goes on where it was, so that nothing is missed or told
// twice.
//
//   npm ci && node follow.mjs ws://127.0.0.1:8000/graphql [car number]
//
// With tokens: TOKEN="$(f1strategy token --role viewer)" node follow.mjs …

import { pathToFileURL } from "node:url";
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const RETRY_MS = 200;
const OPTIONS = `subscription ($driverNumber: Int, $after: String) {
  optionsUpdated(driverNumber: $driverNumber, after: $after) {
    driverCode lapNumber call callReason plans { label }
  }
}`;

/**
 * What a subscription tells, for ever; the query must take `$after`.
 * `on` hears graphql-ws's own events, such as `connected` with the socket and `closed`.
 * Throws when the service refuses the subscription itself: asking again would not help.
 */
export async function* follow(url, query, variables = {}, { token, on = {} } = {}) {
  let after = null;
  for (;;) {
    const client = createClient({
      url,
      on,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: token ? { authorization: `Bearer ${token}` } : undefined,
    });
    try {
      for await (const result of client.iterate({ query, variables: { ...variables, after } })) {
        after = result.extensions?.eventId ?? after;
        yield result;
      }
    } catch (error) {
      // An array has the errors of the service; anything else is a lost connection.
      if (Array.isArray(error)) throw new Error(error.map(({ message }) => message).join("; "));
    } finally {
      client.dispose();
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [url, driver] = process.argv.slice(2);
  const variables = { driverNumber: driver ? Number(driver) : null };
  const on = { connected: () => console.log("connected"), closed: () => console.log("lost") };
  for await (const { data } of follow(url, OPTIONS, variables, { token: process.env.TOKEN, on })) {
    const { driverCode, lapNumber, call, callReason, plans } = data.optionsUpdated;
    console.log(`${driverCode} lap ${lapNumber}: ${call} ${plans[0]?.label ?? "-"} (${callReason})`);
  }
}
