/** A strip of its own for what is being made and for what went wrong. */
import {announce, button, byId, dollars, elapsed, element, icon, plural, quotient, shorten} from "./text.js";

const list = byId("activity");
const fold = byId("activity-toggle");
const FOLDED = "flux-studio-folded";
const cards = new Map();
let act;

/** @param actions again, dismiss, restore, settle, askAgain, sendOrder and dropOrder */
export function prepare(actions) {
  act = actions;
  fold.addEventListener("click", () => unfold(list.hidden));
  // On a phone the pictures come first.
  unfold(sessionStorage.getItem(FOLDED) === null ? matchMedia("(min-width: 48rem)").matches : sessionStorage.getItem(FOLDED) === "false");
  setInterval(() => list.querySelectorAll("[data-since]").forEach(shown => shown.textContent = elapsed(shown.dataset.since)), 1000);
}

export function unfold(open) {
  list.hidden = !open;
  fold.setAttribute("aria-expanded", String(open));
  sessionStorage.setItem(FOLDED, String(!open));
}

/** What waits for a person comes before what is over. */
const RANK = {WAITING: 0, DOUBT: 1, HELD: 2, FAILED: 3};

/**
 * Shows what there is, each kind with the newest first; what has not changed is left alone, and with it the focus.
 *
 * @param pictures that are not in the gallery
 * @param steps how far they have come
 * @param orders whose answer was lost
 */
export function show(pictures, steps, orders) {
  const inSight = pictures.filter(picture => !picture.dismissed).sort((one, other) => RANK[one.state] - RANK[other.state]);
  const wanted = [
    ...orders.map(order => ({id: order.asked.id, look: `order ${order.missing}`, draw: () => drawOrder(order)})),
    ...inSight.map(picture => ({id: picture.id, look: look(picture), draw: () => draw(picture), picture})),
  ];
  const focused = document.activeElement?.closest?.(".activity > li")?.dataset.id;
  const ids = new Set(wanted.map(({id}) => id));
  for (const [id, card] of cards) {
    if (!ids.has(id)) {
      card.element.remove();
      cards.delete(id);
    }
  }
  let previous = null;
  for (const {id, look: now, draw: drawNow, picture} of wanted) {
    let card = cards.get(id);
    if (card?.look !== now) {
      card?.element.remove();
      card = {look: now, element: drawNow()};
      card.element.dataset.id = id;
      cards.set(id, card);
    }
    if (card.element.previousElementSibling !== previous || card.element.parentNode !== list) {
      list.insertBefore(card.element, previous ? previous.nextSibling : list.firstChild);
    }
    previous = card.element;
    if (picture) {
      showStep(card.element, steps.get(id));
    }
  }
  const part = byId("activity-part");
  part.hidden = wanted.length === 0 && pictures.length === 0;
  const making = inSight.filter(({state}) => state === "WAITING").length;
  const others = wanted.length - making;
  byId("activity-count").textContent = [making > 0 ? `${making} being made` : "", others > 0 ? `${others} to look at` : ""].filter(text => text).join(" · ");
  list.classList.toggle("with-trouble", others > 0);
  byId("dismiss-all").hidden = inSight.filter(({state}) => state === "FAILED").length < 2;
  showHidden(pictures.filter(picture => picture.dismissed));
  if (focused && !ids.has(focused)) {
    byId(part.hidden ? "gallery-heading" : "activity-heading").focus();
  }
}

function showHidden(hidden) {
  const shown = byId("show-hidden");
  shown.hidden = hidden.length === 0;
  const sum = hidden.reduce((total, {cost}) => total + cost, 0);
  shown.textContent = `Show ${plural(hidden.length, "hidden order")}, ${dollars(sum)} set aside`;
  shown.onclick = () => hidden.forEach(picture => act.restore(picture));
}

const look = ({state, trouble}) => `${state} ${trouble?.title} ${trouble?.detail}`;
const draw = picture => picture.state === "WAITING" ? drawWaiting(picture) : drawTrouble(picture);

function drawWaiting({order, created}) {
  const shape = element("i", {class: "frame"});
  const ratio = quotient(order.aspectRatio);
  shape.style.width = `${ratio >= 1 ? 44 : 44 * ratio}px`;
  shape.style.height = `${ratio >= 1 ? 44 / ratio : 44}px`;
  return element("li", {class: "card waiting"},
      element("div", {class: "shape"}, shape),
      element("div", {class: "told"},
          element("p", {class: "prompt", dir: "auto", title: order.prompt}, order.prompt),
          element("p", {class: "state"}, element("span", {class: "step"}, "On its way to the provider"), " ",
              element("span", {class: "elapsed", "data-since": created}, elapsed(created))),
          element("progress", {"aria-label": `Progress: ${shorten(order.prompt)}`})));
}

function showStep(card, step) {
  const text = card.querySelector(".step");
  if (text && step) {
    text.textContent = step.text;
  }
  const progress = card.querySelector("progress");
  if (progress && typeof step?.done === "number") {
    progress.value = step.done;
  }
}

function drawTrouble(picture) {
  const {order, state, trouble, cost} = picture;
  const named = shorten(order.prompt);
  const inDoubt = state === "DOUBT";
  const price = cost > 0 ? `${dollars(cost)} ${state === "FAILED" ? "spent" : "set aside"}` : "Free of charge";
  const dismissLabel = state === "FAILED" ? "Dismiss" : "Hide";
  return element("li", {class: `card failed ${inDoubt ? "in-doubt" : ""}`},
      icon(inDoubt ? "question" : "alert"),
      element("div", {class: "told"},
          element("p", {class: "prompt", dir: "auto", title: order.prompt}, order.prompt),
          element("div", {class: "trouble-words"}, element("strong", {}, trouble.title), " ", element("span", {}, trouble.detail)),
          element("div", {class: "buttons"},
              inDoubt ? button("Settle…", {class: "primary settle", "aria-label": `Settle: ${named}`, onclick: () => act.settle(picture)}) : null,
              state === "HELD" ? button("Ask again", {"aria-label": `Ask again: ${named}`, onclick: () => act.askAgain(picture)}) : null,
              state === "FAILED" ? button("Use again", {"aria-label": `Use again: ${named}`, onclick: () => act.again(picture)}) : null,
              button(dismissLabel, {class: "link dismiss", "aria-label": `${dismissLabel}: ${named}`, onclick: () => act.dismiss(picture)}),
              element("p", {class: "price"}, element("span", {class: "step"}), " ", price))));
}

function drawOrder(order) {
  const {asked, missing} = order;
  const title = missing ? "This order did not arrive" : "Did this order arrive?";
  const detail = missing
    ? "The studio knows nothing of it, so it cost nothing. It can be sent again; it is made once at most."
    : "The answer was lost. It is looked up as soon as the studio answers, and is not sent again meanwhile.";
  announce(`${title} ${detail}`);
  return element("li", {class: `card failed lost ${missing ? "" : "in-doubt"}`},
      icon("question"),
      element("div", {class: "told"},
          element("p", {class: "prompt", dir: "auto"}, asked.prompt),
          element("div", {class: "trouble-words"}, element("strong", {}, title), " ", element("span", {}, detail)),
          missing ? element("div", {class: "buttons"},
              button("Send it again", {class: "primary", onclick: () => act.sendOrder(asked)}),
              button("Drop it", {class: "link", onclick: () => act.dropOrder(asked)})) : null));
}
