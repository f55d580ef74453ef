/** What the studio tells, for as long as the page is open. */

/** It tells that it is there every five seconds. */
const SILENT_AFTER = 16_000;
const AGAIN_AFTER = 3000;

let source;
let watchdog;

/**
 * Listens, and again whenever nothing comes any more: a studio that has frozen keeps its connections.
 *
 * @param heard a function for each kind of event
 * @param silent called when the studio does not answer
 */
export function listen(heard, silent) {
  clearTimeout(watchdog);
  source?.close();
  const events = source = new EventSource("api/events");
  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      silent();
      listen(heard, silent);
    }, SILENT_AFTER);
  };
  events.addEventListener("beat", alive);
  for (const [name, hear] of Object.entries(heard)) {
    events.addEventListener(name, event => {
      alive();
      hear(JSON.parse(event.data));
    });
  }
  events.addEventListener("error", () => {
    silent();
    // A browser gives up after an answer that is no stream, such as that of a studio that is starting.
    if (events.readyState === EventSource.CLOSED && events === source) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => listen(heard, silent), AGAIN_AFTER);
    }
  });
  alive();
}

/** A page that is left may be shown again as it was, and would have missed what happened. */
export function listenWhileShown(heard, silent) {
  addEventListener("pagehide", () => {
    clearTimeout(watchdog);
    source.close();
  });
  addEventListener("pageshow", event => event.persisted && listen(heard, silent));
  listen(heard, silent);
}
