// Sending fields as a plain form, to the one address that a page may send to.

import { make } from "./dom.js";

// Says what came of it; resolves to true if they arrived.
export const post = async (address, entries, tell, thanks) => {
  tell("Sending…");
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      body: new URLSearchParams(entries),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(30_000),
    });
  } catch {
    if (!navigator.onLine)
      tell("You are offline. Nothing was sent, and nothing is lost: send it when you are back online, or save it as a file.");
    else tell("We cannot tell whether it arrived. Nothing is lost. ", again(address, entries));
    return false;
  }
  tell(
    answer.ok
      ? thanks
      : `It did not arrive: the stewards’ letter box answered ${answer.status}. Nothing is lost: try again later, or save it as a file.`,
  );
  return answer.ok;
};

// The same as an ordinary form, in a window of its own, for receivers that answer browsers but not scripts.
const again = (address, entries) => {
  const fallback = make("form", { method: "post", action: address, target: "_blank", acceptCharset: "utf-8" });
  for (const [name, value] of Object.entries(entries)) fallback.append(make("input", { type: "hidden", name, value }));
  fallback.append(
    make("button", { type: "submit", className: "kg-button kg-button--quiet" }, "Send it in a new window"),
  );
  return fallback;
};
