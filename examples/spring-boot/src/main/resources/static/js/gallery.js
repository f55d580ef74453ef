/** The wall of pictures: rows without holes, and what can be done with each on hover and focus. */
import {byId, button, element, icon, modelName, dollars, shorten} from "./text.js";
import {places} from "./rows.js";

const list = byId("gallery");
const tiles = new Map();
let shown = [];
let act;
let current;

/** @param actions open, favourite and again, each of a picture */
export function prepare(actions) {
  act = actions;
  new ResizeObserver(layOut).observe(list);
  list.addEventListener("keydown", move);
  list.addEventListener("focusin", event => makeCurrent(event.target.closest(".tile")?.dataset.id));
}

export const pictures = () => shown;

/** Shows these, in this order. What is looked at stays where it is, though others come before it. */
export function show(wanted) {
  const anchor = window.scrollY > 0 ? firstInSight() : null;
  const before = anchor?.getBoundingClientRect().top;
  const ids = new Set(wanted.map(picture => picture.id));
  for (const [id, tile] of tiles) {
    if (!ids.has(id)) {
      tile.element.remove();
      tiles.delete(id);
    }
  }
  shown = wanted;
  let previous = null;
  for (const picture of wanted) {
    const tile = tileOf(picture);
    if (tile.previousElementSibling !== previous || tile.parentNode !== list) {
      list.insertBefore(tile, previous ? previous.nextSibling : list.firstChild);
    }
    previous = tile;
  }
  layOut();
  makeCurrent(ids.has(current) ? current : wanted[0]?.id);
  if (anchor?.isConnected) {
    window.scrollBy({top: anchor.getBoundingClientRect().top - before, behavior: "instant"});
  }
}

function firstInSight() {
  return [...list.children].find(tile => tile.getBoundingClientRect().bottom > 0);
}

/** A tile is made once, and changed when its picture has. */
function tileOf(picture) {
  const known = tiles.get(picture.id);
  if (known) {
    if (known.picture.favourite !== picture.favourite) {
      showFavourite(known.element, picture.favourite);
    }
    known.picture = picture;
    return known.element;
  }
  const tile = {picture, element: null};
  tile.element = draw(picture, () => tile.picture);
  tiles.set(picture.id, tile);
  return tile.element;
}

function draw(picture, now) {
  const {id, order, image} = picture;
  const small = element("img", {
    loading: "lazy", decoding: "async", alt: order.prompt, width: image.width, height: image.height,
    sizes: "320px", srcset: `${thumbnail(id, 480)} 480w, ${thumbnail(id, 960)} 960w`, src: thumbnail(id, 480),
  });
  const named = shorten(order.prompt);
  const quick = element("div", {class: "quick"},
      button(`Favourite: ${named}`, {class: "round favourite", "aria-pressed": "false", onclick: () => act.favourite(now())}, "heart"),
      button(`Use again: ${named}`, {class: "round again", onclick: () => act.again(now())}, "again"),
      element("a", {
        class: "round download", href: `api/pictures/${id}/image?download=true`, download: true,
        "aria-label": `Download: ${named}`, title: "Download",
      }, icon("download")));
  const tile = element("li", {class: "tile", "data-id": id},
      element("button", {type: "button", class: "open", onclick: () => act.open(now())}, small),
      element("div", {class: "veil"},
          element("p", {class: "prompt", dir: "auto"}, order.prompt),
          element("p", {class: "facts"}, `${modelName(order.model)} · ${image.width} × ${image.height} · ${dollars(picture.cost)}`)),
      quick,
      element("span", {class: "mark", hidden: true}, icon("heart-full", true)));
  showFavourite(tile, picture.favourite);
  return tile;
}

export const thumbnail = (id, width) => `api/pictures/${id}/thumbnail?width=${width}`;

function showFavourite(tile, favourite) {
  const toggle = tile.querySelector(".favourite");
  toggle.setAttribute("aria-pressed", String(favourite));
  toggle.replaceChildren(icon(favourite ? "heart-full" : "heart"));
  tile.querySelector(".mark").hidden = !favourite;
}

/** Sizes are known before anything is loaded, so nothing moves when it is. */
function layOut() {
  const width = list.clientWidth;
  if (width === 0) {
    return;
  }
  const style = getComputedStyle(list);
  const {placed, height} = places(shown.map(({image}) => image.width / image.height), width,
      parseFloat(style.getPropertyValue("--row")), parseFloat(style.getPropertyValue("--gap")));
  placed.forEach((place, number) => {
    const tile = tiles.get(shown[number].id).element;
    tile.style.width = `${place.width}px`;
    tile.style.height = `${place.height}px`;
    tile.style.transform = `translate(${place.left}px, ${place.top}px)`;
    tile.querySelector("img").sizes = `${Math.ceil(place.width)}px`;
    tile.classList.toggle("narrow", place.width < 150);
  });
  list.style.height = `${height}px`;
}

// One stop for the Tab key, whatever the number of pictures; the arrows go from one to the next.

function makeCurrent(id) {
  if (!id || (id === current && tiles.get(id)?.element.classList.contains("current"))) {
    return;
  }
  current = id;
  for (const [other, {element: tile}] of tiles) {
    tile.classList.toggle("current", other === id);
    tile.querySelectorAll("button, a").forEach(control => control.tabIndex = other === id ? 0 : -1);
  }
}

function move(event) {
  const number = shown.findIndex(picture => picture.id === event.target.closest(".tile")?.dataset.id);
  const to = {
    ArrowRight: number + 1, ArrowLeft: number - 1, Home: 0, End: shown.length - 1,
    ArrowDown: beyond(number, 1), ArrowUp: beyond(number, -1),
  }[event.key];
  if (number >= 0 && shown[to]) {
    event.preventDefault();
    focusOn(shown[to].id);
  }
}

/** The picture of the next or previous row that is nearest to the middle of this one. */
function beyond(number, direction) {
  const box = picture => tiles.get(picture.id).element.getBoundingClientRect();
  const from = box(shown[number]);
  const middle = from.left + from.width / 2;
  let best = number;
  let rowTop = null;
  for (let other = number + direction; shown[other]; other += direction) {
    const to = box(shown[other]);
    if (Math.abs(to.top - from.top) < 1) {
      continue;
    }
    rowTop ??= to.top;
    if (Math.abs(to.top - rowTop) > 1) {
      break;
    }
    const distance = Math.abs(to.left + to.width / 2 - middle);
    if (best === number || distance < Math.abs(box(shown[best]).left + box(shown[best]).width / 2 - middle)) {
      best = other;
    }
  }
  return best;
}

export function focusOn(id) {
  makeCurrent(id);
  const open = tiles.get(id)?.element.querySelector(".open");
  open?.scrollIntoView({block: "nearest"});
  open?.focus({preventScroll: true});
  return Boolean(open);
}
