/** The page: what it knows of the pictures, and which part of it shows that. */
import {announce, byId, dollars, plural, shorten} from "./text.js";
import {attempt, call, Unanswered} from "./api.js";
import {listenWhileShown} from "./events.js";
import {toast, remove as removeToast} from "./toasts.js";
import * as activity from "./activity.js";
import * as composer from "./composer.js";
import * as doubt from "./doubt.js";
import * as gallery from "./gallery.js";
import * as outbox from "./outbox.js";
import * as search from "./search.js";
import * as viewer from "./viewer.js";

const SILENT = "The studio does not answer. Trying again…";
const LATEST = "2999-01-01T00:00:00Z";

/** What is in the gallery and was loaded, and what is not in it. */
const arrived = new Map();
const others = new Map();
const steps = new Map();
let total = 0;
let hasMore = false;
let loading = null;
let heard = false;

const newestFirst = pictures => [...pictures].sort((one, other) => one.created < other.created ? 1 : one.created > other.created ? -1 : 0);
const complain = trouble => toast("trouble", `${trouble.title}. ${trouble.detail}`);

// What is known, and what is shown of it

function keep(picture) {
  // An answer can be slower than the events that came after it.
  const known = arrived.get(picture.id) ?? others.get(picture.id);
  if (known && known.state !== "WAITING" && picture.state === "WAITING") {
    return;
  }
  if (picture.state !== "WAITING" && picture.state !== "HELD") {
    steps.delete(picture.id);
  }
  if (picture.orderId) {
    outbox.forget(picture.orderId);
  }
  if (picture.state === "READY") {
    others.delete(picture.id);
    total += arrived.has(picture.id) || known?.state === "READY" ? 0 : 1;
    arrived.set(picture.id, picture);
  } else {
    others.set(picture.id, picture);
  }
}

function render() {
  const previous = gallery.pictures();
  const wanted = newestFirst([...arrived.values()].filter(search.matches));
  gallery.show(wanted);
  viewer.refresh(previous);
  renderActivity();
  byId("count").textContent = search.isNarrowed()
    ? `${plural(wanted.length, "match", "matches")}${hasMore ? " so far" : ""}`
    : plural(total, "picture");
  byId("count").hidden = total === 0;
  byId("older").hidden = !hasMore;
  byId("empty").hidden = !heard || total > 0 || search.isNarrowed();
  byId("no-match").hidden = !heard || wanted.length > 0 || hasMore || !search.isNarrowed();
}

function renderActivity() {
  const isOver = picture => picture.state === "FAILED" && picture.dismissed;
  activity.show(newestFirst([...others.values()].filter(picture => !isOver(picture))), steps, outbox.doubtful());
}

/** One part at a time; who asks meanwhile waits for that one. */
function loadOlder() {
  loading ??= hasMore ? loadPart().finally(() => loading = null).then(onward) : null;
  return loading;
}

async function loadPart() {
  try {
    const part = await search.fetchBefore(newestFirst([...arrived.values()].filter(search.matches)).at(-1)?.created ?? LATEST);
    if (part) {
      part.pictures.forEach(picture => arrived.set(picture.id, picture));
      hasMore = part.more;
      render();
    }
  } catch (error) {
    if (!(error instanceof Unanswered)) {
      throw error;
    }
    notice(SILENT);
  }
}

/** Until the window is full: an observer tells of changes only. */
function onward() {
  if (hasMore && byId("older").getBoundingClientRect().top < innerHeight * 2) {
    requestAnimationFrame(loadOlder);
  }
}

/** Other words: begins with the newest again, since what was loaded has gaps for them. */
async function searchAnew() {
  hasMore = true;
  render();
  const part = await search.fetchBefore(LATEST).catch(() => null);
  part?.pictures.forEach(picture => arrived.set(picture.id, picture));
  hasMore = part?.more ?? false;
  render();
  announce(byId("count").textContent);
  onward();
}

/** As far as it is known: of a search only when all of it was loaded. */
function howMany() {
  const shown = gallery.pictures().length;
  return search.isNarrowed() ? shown + (hasMore ? 1 : 0) : Math.max(total, shown);
}

// What a person does

async function favourite(picture) {
  await attempt(picture.favourite ? "DELETE" : "PUT", `pictures/${picture.id}/favourite`, undefined, complain);
}

async function removePicture({id}) {
  await attempt("DELETE", `pictures/${id}`, undefined, complain);
}

const dismiss = ({id}) => attempt("DELETE", `pictures/${id}`, undefined, complain);
const restore = ({id}) => attempt("POST", `pictures/${id}/restore`, undefined, complain);
const askAgain = ({id}) => attempt("POST", `pictures/${id}/again`, undefined, complain);

async function sendOrder(asked) {
  try {
    const answer = await outbox.send(asked);
    if (answer.ok) {
      took(answer.json.pictures);
    } else {
      complain(answer.refusal);
    }
  } catch {
    notice(SILENT);
  }
}

async function dropOrder(asked) {
  try {
    const answer = await outbox.drop(asked);
    if (answer.status === 409) {
      toast("dropped", "It was taken after all, before it could be dropped");
      took((await call("GET", `orders/${asked.id}`)).json.pictures);
    } else if (answer.ok) {
      toast("dropped", "The order is dropped, and cost nothing");
    }
  } catch {
    notice(SILENT);
  }
}

function took(pictures) {
  pictures.forEach(keep);
  render();
  // By now it may have come to nothing, which was announced.
  if (pictures.some(({id}) => others.get(id)?.state === "WAITING")) {
    announce(`Asked for: ${shorten(pictures[0].order.prompt)}`);
  }
}

function offerUndo({picture, millis}) {
  toast(picture.id, `Deleted: ${shorten(picture.order.prompt, 40)}`,
      {millis, action: {label: "Undo", run: () => restore(picture)}});
}

// What the server tells

function notice(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
}

function showSpending(spending) {
  const {spent, setAside, budget} = spending;
  const text = `${dollars(spent)} spent${setAside > 0 ? `, ${dollars(setAside)} set aside,` : ""} of ${dollars(budget)}`;
  const share = amount => `${budget > 0 ? Math.min(100, 100 * amount / budget) : 0}%`;
  const meter = byId("meter");
  byId("spending-text").textContent = text;
  meter.querySelector(".spent").style.width = share(spent);
  meter.querySelector(".set-aside").style.width = share(setAside);
  meter.setAttribute("aria-valuemax", budget);
  meter.setAttribute("aria-valuenow", spent);
  meter.setAttribute("aria-valuetext", text);
  composer.setBudget(spending);
}

/** How things are; older pictures that were loaded before stay, so that a restart does not scroll the page back. */
function begin(told) {
  heard = true;
  notice(told.emulated ? "Development: an emulator draws, and nothing is charged" : "");
  composer.setPrices(told.prices);
  showSpending(told.spending);
  steps.clear();
  told.steps.forEach(step => steps.set(step.id, step));
  const last = told.newest.more ? told.newest.pictures.at(-1).created : "";
  const older = [...arrived.values()].filter(({created}) => created < last);
  arrived.clear();
  others.clear();
  [...told.newest.pictures, ...older, ...told.activity].forEach(keep);
  total = told.total;
  hasMore = told.newest.more && (older.length === 0 || hasMore);
  told.deleted.forEach(offerUndo);
  render();
  outbox.findOut();
  if (search.isNarrowed()) {
    searchAnew();
  }
  onward();
}

function changed(picture) {
  const before = (arrived.get(picture.id) ?? others.get(picture.id))?.state;
  keep(picture);
  render();
  if (picture.state !== before && picture.state === "READY") {
    announce(`The picture is ready: ${shorten(picture.order.prompt)}`);
  } else if (picture.state !== before && picture.trouble && !picture.dismissed) {
    announce(`No picture: ${picture.trouble.title}. ${picture.trouble.detail}`);
  }
}

outbox.watch(() => heard && renderActivity(), took);
composer.prepare(pictures => {
  took(pictures);
  activity.unfold(true);
  byId("activity-part").scrollIntoView({block: "nearest"});
});
const use = {again: composer.useAgain, remix: composer.useForRemix, favourite};
gallery.prepare({...use, open: viewer.open});
viewer.prepare({...use, remove: removePicture, more: loadOlder, total: howMany});
activity.prepare({
  again: composer.useAgain, dismiss, restore, askAgain, sendOrder, dropOrder, settle: picture => doubt.open(picture, dismiss),
});
search.prepare(searchAnew);
byId("older").addEventListener("click", loadOlder);
byId("dismiss-all").addEventListener("click", () => attempt("DELETE", "failures", undefined, complain));
new IntersectionObserver(seen => seen.some(({isIntersecting}) => isIntersecting) && loadOlder(), {rootMargin: "150%"}).observe(byId("older"));
document.querySelectorAll(".example").forEach(example => example.addEventListener("click", () => composer.usePrompt(example.textContent)));

listenWhileShown({
  gallery: begin,
  picture: changed,
  restored(picture) {
    removeToast(picture.id);
    changed(picture);
  },
  deleted(gone) {
    total -= arrived.delete(gone.picture.id) ? 1 : 0;
    render();
    offerUndo(gone);
  },
  purged: ({purged}) => removeToast(purged),
  progress(step) {
    steps.set(step.id, step);
    renderActivity();
  },
  spending: showSpending,
}, () => notice(SILENT));
