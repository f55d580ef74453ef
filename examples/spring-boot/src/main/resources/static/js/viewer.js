/** One picture, as large as the window, with all that is known of it and can be done with it. */
import {announce, button, byId, dollars, element, icon, modelName, shorten, size, when} from "./text.js";
import {focusOn, pictures, thumbnail} from "./gallery.js";
import {follow, toast} from "./toasts.js";
import * as zoom from "./zoom.js";

const viewer = byId("viewer");
const image = byId("viewer-image");
const small = byId("viewer-small");
let act;
let shown = null;
let afterwards = null;

/** @param actions again, remix, favourite, remove, more (which loads older ones) and total */
export function prepare(actions) {
  act = actions;
  zoom.prepare(byId("stage"), swipe, scale => {
    byId("zoom-fit").textContent = scale > 1.01 ? `${Math.round(scale * 100)}%` : "Fit";
    byId("zoom-out").disabled = scale <= 1.01;
  });
  byId("close-viewer").addEventListener("click", () => viewer.close());
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("zoom-in").addEventListener("click", () => zoom.zoomBy(1.5));
  byId("zoom-out").addEventListener("click", () => zoom.zoomBy(1 / 1.5));
  byId("zoom-fit").addEventListener("click", zoom.fit);
  viewer.addEventListener("keydown", press);
  viewer.addEventListener("close", () => {
    image.removeAttribute("src");
    const picture = shown;
    shown = null;
    if (afterwards) {
      afterwards(picture);
    } else if (!focusOn(picture.id)) {
      byId("gallery-heading").focus();
    }
    afterwards = null;
  });
  image.addEventListener("load", () => image.classList.add("loaded"));
}

export function open(picture) {
  viewer.showModal();
  follow(viewer);
  show(picture);
  byId("stage").focus();
}

const place = () => pictures().findIndex(({id}) => id === shown.id);

/** The gallery has changed: the picture may have, or may be gone. */
export function refresh(previous) {
  if (!shown) {
    return;
  }
  const now = pictures().find(({id}) => id === shown.id);
  if (now) {
    shown = now;
    describe();
    return;
  }
  const was = previous.findIndex(({id}) => id === shown.id);
  const next = pictures()[Math.min(Math.max(0, was), pictures().length - 1)];
  if (next) {
    show(next);
    byId("stage").focus();
  } else {
    viewer.close();
  }
}

function show(picture) {
  shown = picture;
  const {id, order, image: {width, height}} = picture;
  image.classList.remove("loaded");
  for (const each of [small, image]) {
    each.width = width;
    each.height = height;
    each.style.setProperty("--ratio", width / height);
    each.style.setProperty("--width", `${width}px`);
  }
  small.src = thumbnail(id, 960);
  image.alt = order.prompt;
  image.src = `api/pictures/${id}/image`;
  zoom.fit();
  describe();
  prefetch(place() + 1);
  prefetch(place() - 1);
  if (place() > pictures().length - 5) {
    act.more();
  }
}

function prefetch(number) {
  const next = pictures()[number];
  if (next) {
    new Image().src = thumbnail(next.id, 960);
  }
}

function describe() {
  const {id, order, image: made, cost, created, favourite} = shown;
  const number = place();
  byId("position").textContent = `${number + 1} of ${act.total()}`;
  byId("previous").disabled = number <= 0;
  byId("next").disabled = number >= act.total() - 1;
  const named = document.activeElement?.closest?.("#viewer-panel") && document.activeElement.dataset.does;
  const does = (what, label, symbol, onclick, more = {}) =>
    element("button", {type: "button", class: "action", "data-does": what, onclick, ...more}, icon(symbol), element("span", {}, label));
  byId("viewer-panel").replaceChildren(
      element("p", {class: "prompt", dir: "auto", id: "viewer-prompt"}, order.prompt),
      element("div", {class: "actions"},
          does("again", "Use again", "again", () => leaveFor(act.again)),
          does("remix", "Remix", "remix", () => leaveFor(act.remix)),
          does("copy", "Copy prompt", "copy", copy),
          element("a", {class: "action download", "data-does": "download", href: `api/pictures/${id}/image?download=true`, download: true},
              icon("download"), element("span", {}, "Download")),
          does("favourite", "Favourite", favourite ? "heart-full" : "heart", () => act.favourite(shown), {"aria-pressed": String(favourite)}),
          does("delete", "Delete", "trash", () => act.remove(shown))),
      element("dl", {},
          fact("Model", modelName(order.model) + (order.raw ? ", raw" : "")),
          fact("Size", `${made.width} × ${made.height}`),
          fact("File", size(made.bytes)),
          fact("Seed", made.seed ?? "not told", "seed"),
          fact("Cost", dollars(cost), "cost"),
          fact("Made in", `${(made.millis / 1000).toFixed(1)} s`),
          fact("Asked for", when(created))),
      ...order.remix ? [origin(order.remix)] : []);
  if (named) {
    viewer.querySelector(`[data-does=${named}]`)?.focus();
  }
}

function fact(name, value, kind = "") {
  return element("div", {}, element("dt", {}, name), element("dd", {class: kind}, value));
}

/** What it is a remix of, as long as that is there. */
function origin({of, strength}) {
  const source = pictures().find(({id}) => id === of);
  const text = `Remix${typeof strength === "number" ? `, ${Math.round(strength * 100)}% picture` : ""}`;
  const picture = element("img", {src: thumbnail(of, 480), alt: "", width: 56, height: 56});
  picture.addEventListener("error", () => picture.remove());
  return source
    ? element("button", {type: "button", class: "origin", "data-does": "origin", onclick: () => show(source)}, picture,
        element("span", {}, element("strong", {}, text), " ", shorten(source.order.prompt, 60)))
    : element("p", {class: "origin"}, picture, element("span", {}, element("strong", {}, text)));
}

async function step(direction) {
  const from = shown;
  if (direction > 0 && !pictures()[place() + 1]) {
    await act.more();
  }
  const next = shown === from ? pictures()[place() + direction] : null;
  if (next) {
    show(next);
    announce(`${place() + 1} of ${act.total()}: ${shorten(next.order.prompt)}`);
  }
}

function press(event) {
  if (event.target.closest("#stage") && zoom.key(event.key)) {
    event.preventDefault();
  } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    event.preventDefault();
    step(event.key === "ArrowLeft" ? -1 : 1);
  } else if (event.key === "Delete") {
    act.remove(shown);
  }
}

function swipe(direction) {
  if (direction === "down") {
    viewer.close();
  } else {
    step(direction === "left" ? 1 : -1);
  }
}

function leaveFor(action) {
  afterwards = action;
  viewer.close();
}

async function copy() {
  try {
    await navigator.clipboard.writeText(shown.order.prompt);
    toast("copied", "The prompt is copied");
  } catch {
    getSelection().selectAllChildren(byId("viewer-prompt"));
    toast("copied", "The browser does not let the page copy; the prompt is selected");
  }
}
