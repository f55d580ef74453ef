/** The form for an order: a bar at the foot of the window, and a sheet on a phone. */
import {byId, dollars, element, explain, newId, quotient, shorten} from "./text.js";
import {unknownRefusal} from "./api.js";
import {thumbnail} from "./gallery.js";
import * as outbox from "./outbox.js";
import * as sheet from "./sheet.js";

const RATIOS = ["21:9", "16:9", "3:2", "4:3", "1:1", "3:4", "2:3", "9:16", "9:21"];

const form = byId("order");
const fields = form.elements;
const make = byId("make");
let prices = {};
let left = Infinity;
let remix = null;
let taken;

/** @param onTaken is given the pictures of an order that was taken */
export function prepare(onTaken) {
  taken = onTaken;
  drawRatios();
  sheet.prepare();
  form.addEventListener("submit", send);
  form.addEventListener("input", adapt);
  fields.prompt.addEventListener("keydown", event => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) {
      form.requestSubmit();
    }
  });
  // A key that is held down, or a second click in haste, is no second order.
  form.addEventListener("keydown", event => {
    if (event.key === "Enter" && event.repeat && event.target !== fields.prompt) {
      event.preventDefault();
    }
  });
  make.addEventListener("click", event => event.detail > 1 && event.preventDefault());
  byId("options-toggle").addEventListener("click", () => openOptions(byId("options-toggle").getAttribute("aria-expanded") !== "true"));
  byId("no-remix").addEventListener("click", () => {
    setRemix(null);
    fields.prompt.focus();
  });
  // They cover pictures, so they go when those are wanted.
  document.addEventListener("pointerdown", event => event.target.closest("#composer") || openOptions(false));
  form.addEventListener("keydown", event => {
    if (event.key === "Escape" && byId("options-toggle").getAttribute("aria-expanded") === "true") {
      openOptions(false);
      byId("options-toggle").focus();
    }
  });
  adapt();
}

function drawRatios() {
  for (const ratio of RATIOS) {
    const shape = element("i");
    shapeLike(shape, ratio, 22);
    byId("ratios").append(element("label", {class: "ratio"},
        element("input", {type: "radio", name: "aspectRatio", value: ratio, checked: ratio === "16:9"}), shape, element("span", {}, ratio)));
  }
}

function shapeLike(shape, ratio, side) {
  const value = quotient(ratio);
  shape.style.width = `${value >= 1 ? side : side * value}px`;
  shape.style.height = `${value >= 1 ? side / value : side}px`;
}

function openOptions(open) {
  byId("options-toggle").setAttribute("aria-expanded", String(open));
  byId("composer").classList.toggle("with-options", open);
}

/** What the server knows of the money. */
export function setPrices(perModel) {
  prices = perModel;
  adapt();
}

export function setBudget({spent, setAside, budget}) {
  left = Math.max(0, budget - spent - setAside);
  adapt();
}

function adapt() {
  const model = fields.model.value;
  const count = Number(fields.count.value);
  const ratio = fields.aspectRatio.value;
  const price = prices[model] * count;
  fields.raw.disabled = model !== "ultra";
  fields.strength.disabled = model !== "ultra";
  byId("strength-label").textContent = model === "ultra" ? "Picture against words" : "Its weight is given by Pro";
  fields.strength.hidden = model !== "ultra";
  shapeLike(document.querySelector("#options-toggle .shape"), ratio, 16);
  byId("options-summary").textContent = `${ratio} · ${model === "pro" ? "Pro" : "Ultra"}${count > 1 ? ` · ${count} variations` : ""}`;
  make.textContent = (count > 1 ? `Make ${count}` : "Make it") + (Number.isNaN(price) ? "" : ` for ${dollars(price)}`);
  const isTooMuch = price > left + 1e-9;
  byId("price-note").textContent = isTooMuch ? `Only ${dollars(left)} of the budget is left` : "";
}

function check(field, problem, good) {
  field.setAttribute("aria-invalid", String(!good));
  problem.hidden = good;
  return good;
}

function isLong(text) {
  return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** The order, or nothing if it cannot be one; the first field at fault gets the focus. */
function order() {
  const wanted = fields.seed.value.trim();
  const good = check(fields.prompt, byId("prompt-problem"), fields.prompt.value.trim() !== "");
  const seeded = check(fields.seed, byId("seed-problem"), wanted === "" || isLong(wanted));
  if (good && seeded) {
    const isUltra = fields.model.value === "ultra";
    return {
      id: newId(),
      count: Number(fields.count.value),
      prompt: fields.prompt.value.trim(),
      model: fields.model.value,
      aspectRatio: fields.aspectRatio.value,
      raw: fields.raw.checked && isUltra,
      // As text, here and in what comes back: a number of 64 bits does not fit into one of JavaScript's.
      seed: wanted === "" ? null : wanted,
      remix: remix && {of: remix.id, strength: isUltra ? Number(fields.strength.value) : null},
    };
  }
  if (good) {
    openOptions(true);
  }
  (good ? fields.seed : fields.prompt).focus();
}

async function send(event) {
  event.preventDefault();
  const wanted = make.getAttribute("aria-disabled") === "true" ? null : order();
  if (!wanted) {
    return;
  }
  byId("problem").replaceChildren();
  make.setAttribute("aria-disabled", "true");
  try {
    const answer = await outbox.send(wanted);
    if (answer.ok) {
      taken(answer.json.pictures);
      sheet.close();
    } else {
      explain(byId("problem"), answer.refusal ?? unknownRefusal(answer.status));
    }
  } catch {
    explain(byId("problem"), {
      title: "The studio does not answer",
      detail: "Whether this order arrived is found out as soon as it does. It is made once at most.",
    });
  } finally {
    make.removeAttribute("aria-disabled");
  }
}

/** Fills the form as it was for a picture. */
export function useAgain({order, image}) {
  fields.prompt.value = order.prompt;
  fields.model.value = order.model;
  fields.aspectRatio.value = order.aspectRatio;
  fields.raw.checked = order.raw;
  fields.seed.value = image?.seed ?? order.seed ?? "";
  fields.count.value = "1";
  setRemix(order.remix && {id: order.remix.of, order: {prompt: ""}}, order.remix?.strength);
  begin();
}

/** Begins with a picture as the image prompt. */
export function useForRemix(picture) {
  fields.prompt.value = picture.order.prompt;
  fields.aspectRatio.value = picture.order.aspectRatio;
  fields.model.value = "ultra";
  fields.seed.value = "";
  setRemix(picture, 0.3);
  begin();
}

export function usePrompt(prompt) {
  fields.prompt.value = prompt;
  begin();
}

function setRemix(source, strength) {
  remix = source;
  byId("remix").hidden = !source;
  if (source) {
    byId("remix-image").src = thumbnail(source.id, 480);
    byId("remix-prompt").textContent = shorten(source.order.prompt, 60);
    fields.strength.value = strength ?? 0.3;
  }
}

function begin() {
  adapt();
  sheet.open();
  fields.prompt.focus();
  fields.prompt.setSelectionRange(fields.prompt.value.length, fields.prompt.value.length);
}
