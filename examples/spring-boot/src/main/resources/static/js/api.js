/** Calls to the studio. */

/** Nobody knows whether the studio has heard it. */
export class Unanswered extends Error {}

const PATIENCE = 12_000;

/** The studio's answer; what it refuses is one too, with a title and a detail. */
export async function call(method, path, body) {
  let answer;
  let text;
  try {
    answer = await fetch(`api/${path}`, {
      method,
      signal: AbortSignal.timeout(PATIENCE),
      ...body === undefined ? {} : {headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)},
    });
    text = await answer.text();
  } catch (error) {
    throw new Unanswered("The studio does not answer", {cause: error});
  }
  const json = parse(text);
  return {status: answer.status, ok: answer.ok, json, refusal: answer.ok ? null : refusal(answer.status, json)};
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether the studio itself has said no; what stands before it may answer too, and knows nothing. */
function refusal(status, json) {
  return typeof json?.title === "string" && typeof json.detail === "string" ? json : null;
}

export const unknownRefusal = status => ({
  title: "The studio cannot take this now",
  detail: `It answered ${status}. Try again.`,
});

export const SILENCE = {title: "The studio does not answer", detail: "Nothing has changed, as far as this page knows. Try again."};

/** Does something, or says in the place for that why not. */
export async function attempt(method, path, body, onRefusal) {
  try {
    const answer = await call(method, path, body);
    if (!answer.ok) {
      onRefusal(answer.refusal ?? unknownRefusal(answer.status));
    }
    return answer.ok;
  } catch (error) {
    if (!(error instanceof Unanswered)) {
      throw error;
    }
    onRefusal(SILENCE);
    return false;
  }
}
