const RATIOS = ["21:9", "16:9", "3:2", "4:3", "1:1", "3:4", "2:3", "9:16", "9:21"];
const PAGE = 60;
const SILENT = "The studio does not answer. Trying again…";

const byId = id => document.getElementById(id);
const form = byId("order");
const list = byId("gallery");
const pictures = new Map();
const steps = new Map();
let prices = {};
let oldest;

const dollars = amount => new Intl.NumberFormat("en-US",
    {style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 4}).format(amount);
const size = bytes => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
const quotient = ratio => ratio.split(":").reduce((width, height) => width / height);
const shorten = text => text.length > 80 ? text.slice(0, 79) + "…" : text;

// The form

function drawRatios() {
  for (const ratio of RATIOS) {
    const [width, height] = ratio.split(":");
    const label = document.createElement("label");
    label.className = "ratio";
    const input = Object.assign(document.createElement("input"),
        {type: "radio", name: "aspectRatio", value: ratio, checked: ratio === "16:9"});
    const shape = document.createElement("i");
    const scale = 22 / Math.max(width, height);
    shape.style.width = `${width * scale}px`;
    shape.style.height = `${height * scale}px`;
    label.append(input, shape, ratio);
    byId("ratios").append(label);
  }
}

function adaptToModel() {
  const model = form.elements.model.value;
  form.elements.raw.disabled = model !== "ultra";
  byId("make").textContent = prices[model] === undefined ? "Make it" : `Make it for ${dollars(prices[model])}`;
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
  const {prompt, model, aspectRatio, raw, seed} = form.elements;
  const wanted = seed.value.trim();
  const good = check(prompt, byId("prompt-problem"), prompt.value.trim() !== "");
  const seeded = check(seed, byId("seed-problem"), wanted === "" || isLong(wanted));
  if (good && seeded) {
    return {
      prompt: prompt.value.trim(),
      model: model.value,
      aspectRatio: aspectRatio.value,
      raw: raw.checked && !raw.disabled,
      // As text, here and in what comes back: a number of 64 bits does not fit into one of JavaScript's.
      seed: wanted === "" ? null : wanted,
    };
  }
  (good ? seed : prompt).focus();
}

function explain(place, trouble) {
  const title = document.createElement("strong");
  title.textContent = trouble.title;
  place.replaceChildren(title, trouble.detail);
}

async function send(event) {
  event.preventDefault();
  const make = byId("make");
  const wanted = order();
  if (!wanted || make.getAttribute("aria-disabled") === "true") {
    return;
  }
  byId("problem").replaceChildren();
  make.setAttribute("aria-disabled", "true");
  try {
    const answer = await fetch("api/orders",
        {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(wanted)});
    const body = await answer.json();
    if (answer.status === 202) {
      keep(body);
      if (pictures.get(body.id).state === "WAITING") {
        announce(`Asked for: ${shorten(wanted.prompt)}`);
      }
      card(body.id)?.scrollIntoView({block: "nearest", behavior: "smooth"});
    } else {
      explain(byId("problem"), body.title ? body : {
        title: "The studio cannot take this now",
        detail: `It answered ${answer.status}, and nothing was asked for.`,
      });
    }
  } catch {
    explain(byId("problem"), {
      title: "The studio does not answer",
      detail: "Look at the gallery before you try again: the picture may have been asked for.",
    });
  } finally {
    make.removeAttribute("aria-disabled");
  }
}

function useAgain({order, image}) {
  const fields = form.elements;
  fields.prompt.value = order.prompt;
  fields.model.value = order.model;
  fields.aspectRatio.value = order.aspectRatio;
  fields.raw.checked = order.raw;
  fields.seed.value = image?.seed ?? order.seed ?? "";
  adaptToModel();
  fields.prompt.focus();
}

// The gallery

const card = id => list.querySelector(`[data-id="${CSS.escape(id)}"]`);

function keep(picture) {
  // An answer can be slower than the events that came after it.
  const known = pictures.get(picture.id);
  if (known && known.state !== "WAITING" && picture.state === "WAITING") {
    return;
  }
  pictures.set(picture.id, picture);
  if (picture.state !== "WAITING") {
    steps.delete(picture.id);
  }
  show(picture);
  byId("empty").hidden = true;
}

function show(picture) {
  const drawn = draw(picture);
  const shown = card(picture.id);
  if (shown) {
    shown.replaceWith(drawn);
    return;
  }
  const older = [...list.children].find(other => other.dataset.created < picture.created);
  list.insertBefore(drawn, older ?? null);
}

function draw(picture) {
  const kind = {WAITING: "waiting", READY: "ready"}[picture.state] ?? "failed";
  const drawn = byId(`${kind}-card`).content.cloneNode(true).firstElementChild;
  drawn.dataset.id = picture.id;
  drawn.dataset.created = picture.created;
  drawn.style.setProperty("--ratio",
      picture.image ? picture.image.width / picture.image.height : quotient(picture.order.aspectRatio));
  drawn.querySelector(".prompt").textContent = picture.order.prompt;
  ({waiting: drawWaiting, ready: drawReady, failed: drawFailed})[kind](drawn, picture);
  drawn.querySelector(".again")?.addEventListener("click", () => useAgain(picture));
  return drawn;
}

function drawWaiting(drawn, picture) {
  const step = steps.get(picture.id);
  drawn.querySelector(".step").textContent = step?.text ?? "On its way to the provider";
  const progress = drawn.querySelector("progress");
  if (typeof step?.done === "number") {
    progress.value = step.done;
  }
  drawn.querySelector(".elapsed").textContent = elapsed(picture);
}

function elapsed(picture) {
  const seconds = Math.max(0, Math.round((Date.now() - new Date(picture.created)) / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function drawReady(drawn, picture) {
  const {image, order, id} = picture;
  const address = `api/pictures/${id}`;
  const shown = drawn.querySelector("img");
  Object.assign(shown, {src: `${address}/preview`, alt: order.prompt, width: image.width, height: image.height});
  drawn.querySelector(".open").addEventListener("click", () => view(picture));
  drawn.querySelector(".seed").textContent = image.seed ?? "not told";
  drawn.querySelector(".cost").textContent = dollars(picture.cost);
  drawn.querySelector(".size").textContent = `${image.width} × ${image.height}, ${size(image.bytes)}`;
  drawn.querySelector(".time").textContent = `${(image.millis / 1000).toFixed(1)} s`;
  const download = drawn.querySelector(".download");
  download.href = `${address}/image?download=true`;
  download.setAttribute("aria-label", `Download: ${shorten(order.prompt)}`);
  drawn.querySelector(".again").setAttribute("aria-label", `Use again: ${shorten(order.prompt)}`);
}

function drawFailed(drawn, picture) {
  const trouble = drawn.querySelector(".trouble");
  explain(trouble, picture.trouble);
  if (picture.cost > 0) {
    trouble.append(` ${dollars(picture.cost)} ${picture.state === "HELD" ? "set aside" : "spent"}.`);
  }
  const dismiss = drawn.querySelector(".dismiss");
  // What may have been paid for is not to be lost from sight.
  dismiss.hidden = picture.state === "HELD";
  dismiss.addEventListener("click", () => {
    fetch(`api/pictures/${picture.id}`, {method: "DELETE"}).catch(() => notice(SILENT));
    byId("gallery-heading").focus();
  });
}

function view({id, order}) {
  Object.assign(byId("viewer-image"), {src: `api/pictures/${id}/image`, alt: order.prompt});
  byId("viewer-prompt").textContent = order.prompt;
  byId("viewer").showModal();
}

async function showOlder() {
  try {
    const answer = await fetch(`api/pictures?before=${encodeURIComponent(oldest)}`);
    const older = await answer.json();
    older.forEach(keep);
    oldest = older.at(-1)?.created;
    byId("older").hidden = older.length < PAGE;
    card(older[0]?.id)?.querySelector("button")?.focus();
  } catch {
    notice(SILENT);
  }
}

function announce(text) {
  byId("announcement").textContent = text;
}

// What the server tells

function showSpending({spent, setAside, budget}) {
  const text = `${dollars(spent)} spent${setAside > 0 ? `, ${dollars(setAside)} set aside,` : ""} of ${dollars(budget)}`;
  const share = amount => `${budget > 0 ? Math.min(100, 100 * amount / budget) : 0}%`;
  const meter = byId("meter");
  byId("spending-text").textContent = text;
  meter.querySelector(".spent").style.width = share(spent);
  meter.querySelector(".set-aside").style.width = share(setAside);
  meter.setAttribute("aria-valuemax", budget);
  meter.setAttribute("aria-valuenow", spent);
  meter.setAttribute("aria-valuetext", text);
}

function notice(text) {
  byId("notice").textContent = text;
  byId("notice").hidden = text === "";
}

function listen() {
  const events = new EventSource("api/events");
  const on = (name, heard) => events.addEventListener(name, event => heard(JSON.parse(event.data)));

  on("gallery", gallery => {
    prices = gallery.prices;
    notice(gallery.emulated ? "Development: an emulator draws, and nothing is charged" : "");
    adaptToModel();
    gallery.steps.forEach(step => steps.set(step.id, step));
    pictures.clear();
    list.replaceChildren();
    gallery.pictures.forEach(keep);
    byId("empty").hidden = gallery.pictures.length > 0;
    oldest = gallery.pictures.at(-1)?.created;
    byId("older").hidden = gallery.pictures.length < PAGE;
    showSpending(gallery.spending);
  });
  on("picture", picture => {
    const before = pictures.get(picture.id)?.state;
    keep(picture);
    if (picture.state !== before && picture.state === "READY") {
      announce(`The picture is ready: ${shorten(picture.order.prompt)}`);
    } else if (picture.state !== before && picture.trouble) {
      announce(`No picture: ${picture.trouble.title}. ${picture.trouble.detail}`);
    }
  });
  on("progress", step => {
    steps.set(step.id, step);
    const picture = pictures.get(step.id);
    const shown = card(step.id);
    if (picture?.state === "WAITING" && shown) {
      drawWaiting(shown, picture);
    }
  });
  on("dismissed", ({id}) => {
    pictures.delete(id);
    card(id)?.remove();
    byId("empty").hidden = pictures.size > 0 || !byId("older").hidden;
  });
  on("spending", showSpending);
  events.addEventListener("error", () => {
    notice(SILENT);
    // A browser gives up after an answer that is no stream, such as that of a proxy before a server that starts.
    if (events.readyState === EventSource.CLOSED) {
      setTimeout(listen, 3000);
    }
  });
  // A page that is left may be shown again as it was, and would have missed what happened.
  addEventListener("pagehide", () => events.close(), {once: true});
}

drawRatios();
adaptToModel();
form.addEventListener("submit", send);
form.addEventListener("change", event => event.target.name === "model" && adaptToModel());
byId("prompt").addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.repeat) {
    form.requestSubmit();
  }
});
// A key that is held down, or a second click in haste, is no second order.
form.addEventListener("keydown", event => {
  if (event.key === "Enter" && event.repeat && event.target !== byId("prompt")) {
    event.preventDefault();
  }
});
byId("make").addEventListener("click", event => event.detail > 1 && event.preventDefault());
byId("older").addEventListener("click", showOlder);
document.querySelectorAll(".example").forEach(example => example.addEventListener("click", () => {
  byId("prompt").value = example.textContent;
  byId("prompt").focus();
}));
byId("viewer").addEventListener("click", event => event.target === event.currentTarget && event.currentTarget.close());
setInterval(() => {
  for (const picture of pictures.values()) {
    if (picture.state === "WAITING") {
      const shown = card(picture.id)?.querySelector(".elapsed");
      if (shown) {
        shown.textContent = elapsed(picture);
      }
    }
  }
}, 1000);
addEventListener("pageshow", event => event.persisted && listen());
listen();
