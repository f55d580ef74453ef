/** The part of the gallery that is wanted: by words, by favourites, and as far as it was scrolled. */
import {byId} from "./text.js";
import {call} from "./api.js";

const HESITATION = 250;

const input = byId("search");
const favourites = byId("favourites");
let timer;

export const words = () => input.value.trim().toLowerCase().split(/\s+/).filter(word => word !== "");
export const favouritesOnly = () => favourites.getAttribute("aria-pressed") === "true";
export const isNarrowed = () => words().length > 0 || favouritesOnly();

/** As the server does. */
export function matches({order, favourite}) {
  const prompt = order.prompt.toLowerCase();
  return words().every(word => prompt.includes(word)) && (favourite || !favouritesOnly());
}

export function prepare(onChange) {
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, HESITATION);
  });
  favourites.addEventListener("click", () => {
    favourites.setAttribute("aria-pressed", String(!favouritesOnly()));
    onChange();
  });
  byId("clear-search").addEventListener("click", () => {
    input.value = "";
    favourites.setAttribute("aria-pressed", "false");
    onChange();
    input.focus();
  });
}

/** The pictures before then, and whether there are more. */
export async function fetchBefore(then) {
  const query = new URLSearchParams({before: then, words: words().join(" "), favourites: favouritesOnly()});
  const answer = await call("GET", `pictures?${query}`);
  return answer.ok ? answer.json : null;
}
