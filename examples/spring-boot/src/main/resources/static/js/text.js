/** Numbers and words as a person reads them, and elements that are made of them. */

const money = new Intl.NumberFormat("en-US",
    {style: "currency", currency: "USD", minimumFractionDigits: 2, maximumFractionDigits: 4});

export const byId = id => document.getElementById(id);
export const dollars = amount => money.format(amount);
export const quotient = ratio => ratio.split(":").reduce((width, height) => width / height);
export const shorten = (text, most = 80) => text.length > most ? text.slice(0, most - 1) + "…" : text;
export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
export const modelName = model => model === "pro" ? "Pro" : "Ultra";

export function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

export function elapsed(since) {
  const seconds = Math.max(0, Math.round((Date.now() - new Date(since)) / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

export function when(date) {
  return new Date(date).toLocaleString("en-GB", {day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit"});
}

/** An element; whatever it shows is text, never markup. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(key, value === true ? "" : value);
    }
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

export function icon(name, small = false) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", small ? "icon small" : "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `icons.svg#${name}`);
  svg.append(use);
  return svg;
}

export function button(label, properties, symbol) {
  return symbol
    ? element("button", {type: "button", class: "round", "aria-label": label, title: label.split(":")[0], ...properties}, icon(symbol))
    : element("button", {type: "button", class: "ghost", ...properties}, label);
}

export function announce(text) {
  byId("announcement").textContent = text;
}

/** What went wrong and what to do about it. */
export function explain(place, trouble) {
  place.replaceChildren(element("strong", {}, trouble.title), " ", trouble.detail);
}

/** For what is known by no other name; also where the page is not on localhost, and has no randomUUID. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = bytes[6] & 0x0f | 0x40;
  bytes[8] = bytes[8] & 0x3f | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
