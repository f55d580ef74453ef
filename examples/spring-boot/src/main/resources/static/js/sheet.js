/** The composer's place: always there where the window is wide, and a sheet from below on a phone. */
import {byId} from "./text.js";

const composer = byId("composer");
const wide = matchMedia("(min-width: 48rem)");
const FAR_ENOUGH = 90;

export function prepare() {
  place();
  wide.addEventListener("change", place);
  byId("compose").addEventListener("click", open);
  byId("close-composer").addEventListener("click", close);
  composer.addEventListener("click", event => event.target === composer && !wide.matches && close());
  composer.querySelector(".sheet-head").addEventListener("pointerdown", drag);
}

/** By the attribute, since show() would take the focus. */
function place() {
  if (composer.matches(":modal")) {
    composer.close();
  }
  composer.toggleAttribute("open", wide.matches);
}

export function open() {
  if (!wide.matches && !composer.open) {
    composer.showModal();
  }
}

export function close() {
  if (!wide.matches && composer.open) {
    composer.close();
  }
}

/** Pulled down far enough, it goes. */
function drag(down) {
  if (wide.matches || down.target.closest("button")) {
    return;
  }
  const head = down.currentTarget;
  head.setPointerCapture(down.pointerId);
  const pull = event => composer.style.transform = `translateY(${Math.max(0, event.clientY - down.clientY)}px)`;
  const letGo = event => {
    head.removeEventListener("pointermove", pull);
    composer.style.transform = "";
    if (event.clientY - down.clientY > FAR_ENOUGH) {
      close();
    }
  };
  head.addEventListener("pointermove", pull);
  head.addEventListener("pointerup", letGo, {once: true});
  head.addEventListener("pointercancel", letGo, {once: true});
}
