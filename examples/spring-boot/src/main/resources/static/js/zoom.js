/** Looks at a picture closely: wheel, pinch, double tap and keys; a swipe goes on to the next one. */

const MOST = 8;
const FAR_ENOUGH = 60;
const KEYS = {"+": 1.5, "=": 1.5, "-": 1 / 1.5};
const PAN = {ArrowLeft: [80, 0], ArrowRight: [-80, 0], ArrowUp: [0, 80], ArrowDown: [0, -80]};

let stage;
let images;
let swiped;
let changed;
let scale = 1;
let x = 0;
let y = 0;
const fingers = new Map();
let began = null;
let lastTap = 0;

/**
 * @param onSwipe is given "left", "right" or "down"
 * @param onChange is given how many times as large it is as the window allows
 */
export function prepare(place, onSwipe, onChange) {
  stage = place;
  images = [...place.querySelectorAll("img")];
  swiped = onSwipe;
  changed = onChange;
  stage.addEventListener("wheel", event => {
    event.preventDefault();
    zoomBy(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
  }, {passive: false});
  stage.addEventListener("pointerdown", down);
  stage.addEventListener("pointermove", move);
  stage.addEventListener("pointerup", up);
  stage.addEventListener("pointercancel", up);
}

export const isZoomed = () => scale > 1.01;

export function fit() {
  scale = 1;
  x = y = 0;
  apply();
}

/** Keeps the point under the finger where it is. */
export function zoomBy(factor, clientX, clientY) {
  const box = stage.getBoundingClientRect();
  const atX = (clientX ?? box.left + box.width / 2) - box.left - box.width / 2;
  const atY = (clientY ?? box.top + box.height / 2) - box.top - box.height / 2;
  const next = Math.min(MOST, Math.max(1, scale * factor));
  x = atX - (atX - x) * next / scale;
  y = atY - (atY - y) * next / scale;
  scale = next;
  apply();
}

/** Whether the key was for the zoom. */
export function key(name) {
  if (KEYS[name]) {
    zoomBy(KEYS[name]);
  } else if (name === "0") {
    fit();
  } else if (isZoomed() && PAN[name]) {
    x += PAN[name][0];
    y += PAN[name][1];
    apply();
  } else {
    return false;
  }
  return true;
}

function apply() {
  const image = images[1];
  const beyondX = Math.max(0, (image.clientWidth * scale - stage.clientWidth) / 2);
  const beyondY = Math.max(0, (image.clientHeight * scale - stage.clientHeight) / 2);
  x = Math.min(beyondX, Math.max(-beyondX, x));
  y = Math.min(beyondY, Math.max(-beyondY, y));
  for (const each of images) {
    each.style.transform = scale === 1 ? "" : `translate(${x}px, ${y}px) scale(${scale})`;
  }
  stage.classList.toggle("zoomed", isZoomed());
  changed(scale);
}

function down(event) {
  if (event.button !== 0) {
    return;
  }
  stage.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, event);
  began = {event, x, y, distance: distance(), scale, moved: false};
}

function move(event) {
  if (!fingers.has(event.pointerId)) {
    return;
  }
  fingers.set(event.pointerId, event);
  if (fingers.size === 2) {
    const [one, other] = [...fingers.values()];
    began.moved = true;
    zoomBy(began.scale * distance() / began.distance / scale, (one.clientX + other.clientX) / 2, (one.clientY + other.clientY) / 2);
  } else if (fingers.size === 1) {
    const [dx, dy] = [event.clientX - began.event.clientX, event.clientY - began.event.clientY];
    began.moved ||= Math.hypot(dx, dy) > 6;
    if (isZoomed()) {
      x = began.x + dx;
      y = began.y + dy;
      apply();
    }
  }
}

function up(event) {
  if (!fingers.delete(event.pointerId) || fingers.size > 0) {
    began = {...began, event: [...fingers.values()][0] ?? event, x, y, moved: true, wasPinch: true};
    return;
  }
  const [dx, dy] = [event.clientX - began.event.clientX, event.clientY - began.event.clientY];
  if (!began.moved && event.type === "pointerup") {
    tap(event);
  } else if (!isZoomed() && !began.wasPinch && event.pointerType !== "mouse") {
    if (Math.abs(dx) > FAR_ENOUGH && Math.abs(dx) > 1.5 * Math.abs(dy)) {
      swiped(dx < 0 ? "left" : "right");
    } else if (dy > FAR_ENOUGH * 1.5) {
      swiped("down");
    }
  }
}

/** A click toggles; on a touch screen two taps do, as elsewhere. */
function tap(event) {
  const isSecond = event.timeStamp - lastTap < 350;
  lastTap = event.timeStamp;
  if (event.pointerType === "mouse" || isSecond) {
    lastTap = 0;
    if (isZoomed()) {
      fit();
    } else {
      zoomBy(2.5, event.clientX, event.clientY);
    }
  }
}

function distance() {
  const [one, other] = [...fingers.values()];
  return other ? Math.max(1, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)) : 1;
}
