/** Short notices, the deleted pictures that can be had back among them. */
import {button, byId, element} from "./text.js";

const place = byId("toasts");
const shown = new Map();
const READING = 6000;

/** Above an open dialog, which would hide it and keep it from being used. */
export function follow(dialog) {
  dialog.append(place);
  dialog.addEventListener("close", () => document.body.append(place), {once: true});
}

/**
 * Shows a notice.
 *
 * @param id takes the place of an earlier one
 * @param action with a label and what it does, as long as the notice is there
 */
export function toast(id, text, {action, millis = READING} = {}) {
  remove(id);
  const bar = action ? element("i", {class: "time"}) : null;
  const made = element("div", {class: "toast", role: "status"}, element("span", {}, text),
      action ? button(action.label, {class: "ghost undo", onclick: action.run}) : null, bar);
  place.append(made);
  bar?.animate([{transform: "scaleX(1)"}, {transform: "scaleX(0)"}], {duration: millis, fill: "forwards"});
  shown.set(id, {made, timer: setTimeout(() => remove(id), millis)});
}

export function remove(id) {
  const known = shown.get(id);
  if (known) {
    clearTimeout(known.timer);
    known.made.remove();
    shown.delete(id);
  }
}
