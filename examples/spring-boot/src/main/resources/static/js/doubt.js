/** What a person can say of an order that may have been paid for, with what each may cost. */
import {button, byId, dollars, element, explain} from "./text.js";
import {attempt} from "./api.js";

const dialog = byId("doubt");

export function open(picture, hide) {
  const price = dollars(picture.cost);
  const problem = element("div", {class: "trouble", role: "alert"});
  const task = element("input", {id: "doubt-task", type: "text", autocomplete: "off", spellcheck: "false", placeholder: "Task id from the account"});
  const settle = async (how, body) => {
    problem.replaceChildren();
    dialog.setAttribute("aria-busy", "true");
    const done = await attempt("POST", `pictures/${picture.id}/${how}`, body, trouble => explain(problem, trouble));
    dialog.removeAttribute("aria-busy");
    if (done) {
      dialog.close();
    }
  };
  const adopt = event => {
    event.preventDefault();
    settle("adopt", {task: task.value});
  };
  dialog.replaceChildren(
      element("div", {class: "doubt-head"},
          element("h2", {id: "doubt-heading"}, "Was this picture made?"),
          button("Close", {onclick: () => dialog.close()}, "close")),
      element("p", {class: "quoted", dir: "auto"}, picture.order.prompt),
      element("p", {class: "help"}, `The connection broke while it was sent. ${price} is set aside until you say what became of it:`
          + " look for it in your account at the provider."),
      problem,
      element("ol", {class: "verdicts"},
          verdict("It is in the account", `It costs the ${price} that it was charged. The picture is fetched.`,
              element("form", {class: "adopt", onsubmit: adopt},
                  element("label", {class: "unseen", for: "doubt-task"}, "Task id from the account"), task,
                  element("button", {type: "submit", class: "primary"}, "Fetch it"))),
          verdict("It is not in the account", `The ${price} is free again. If it was made after all, it was charged, and the studio does not count it.`,
              button("It was never made", {onclick: () => settle("release")})),
          verdict("Nobody can find out", `The ${price} counts as spent, and there will be no picture.`,
              button("Count it as paid", {onclick: () => settle("give-up")})),
          verdict("Later", `It is out of sight, and the ${price} stays set aside.`,
              button("Hide it for now", {onclick: () => {
                dialog.close();
                hide(picture);
              }}))));
  dialog.showModal();
  task.focus();
}

function verdict(title, cost, control) {
  return element("li", {}, element("div", {}, element("h3", {}, title), element("p", {class: "help"}, cost)), control);
}
