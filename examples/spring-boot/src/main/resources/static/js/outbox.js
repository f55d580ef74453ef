/**
 * Orders whose answer is not known yet, kept over a reload, for all pages of this browser. Each is found again by its id,
 * under which the studio makes it once at most.
 */
import {call, Unanswered} from "./api.js";
import {newId} from "./text.js";

const KEY = "flux-studio-orders";
const TAB = "flux-studio-tab";

/** For so long another page may be waiting for the answer. */
const UNDER_WAY = 15_000;
const ASK_AGAIN = 4000;

const underWay = new Set();
const missing = new Set();
let memory = [];
let changed;
let found;
let timer;

function thisTab() {
  try {
    return sessionStorage[TAB] ??= newId();
  } catch {
    return "";
  }
}

function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return memory;
  }
}

function save(orders) {
  memory = orders;
  try {
    localStorage.setItem(KEY, JSON.stringify(orders));
  } catch {
    // Without a place for it, this page knows it until it is closed.
  }
  changed();
}

function isDoubtful({asked, at, tab}) {
  return !underWay.has(asked.id) && (tab === thisTab() || Date.now() - at > UNDER_WAY);
}

/** @param onFound is given the pictures of an order that was found again */
export function watch(onChange, onFound) {
  changed = onChange;
  found = onFound;
  addEventListener("storage", event => event.key === KEY && changed());
}

/** The orders to show, with whether the studio has said that they did not arrive. */
export function doubtful() {
  return load().filter(isDoubtful).map(({asked, at}) => ({asked, at, missing: missing.has(asked.id)}));
}

export function forget(id) {
  const orders = load();
  if (orders.some(({asked}) => asked.id === id)) {
    missing.delete(id);
    save(orders.filter(({asked}) => asked.id !== id));
  }
}

/** Sends an order, new or once more, and is the answer to it; throws when that is lost, and finds it out later. */
export async function send(asked) {
  underWay.add(asked.id);
  missing.delete(asked.id);
  save([...load().filter(other => other.asked.id !== asked.id), {asked, at: Date.now(), tab: thisTab()}]);
  try {
    const answer = await call("POST", "orders", asked);
    if (!answer.ok && !answer.refusal) {
      throw new Unanswered(`Something else than the studio answered ${answer.status}`);
    }
    forget(asked.id);
    return answer;
  } finally {
    underWay.delete(asked.id);
    changed();
    later();
  }
}

/** Has the studio refuse it if it arrives after all. */
export async function drop(asked) {
  const answer = await call("DELETE", `orders/${asked.id}`);
  if (answer.ok || answer.status === 409) {
    forget(asked.id);
  }
  return answer;
}

function later() {
  clearTimeout(timer);
  if (load().length > 0) {
    timer = setTimeout(findOut, ASK_AGAIN);
  }
}

/** Asks what became of each, until that is known. */
export async function findOut() {
  clearTimeout(timer);
  for (const order of load().filter(isDoubtful)) {
    await findOne(order.asked).catch(error => {
      if (!(error instanceof Unanswered)) {
        throw error;
      }
    });
  }
  changed();
  later();
}

async function findOne(asked) {
  const answer = await call("GET", `orders/${asked.id}`);
  if (answer.ok) {
    forget(asked.id);
    found(answer.json.pictures);
  } else if (answer.status === 404 && answer.refusal) {
    missing.add(asked.id);
  }
}
