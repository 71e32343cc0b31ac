// Sends what somebody wrote to the stewards: to their letter box as a plain form, or by mail.

// Windows passes no longer address on to a mail program.
const LONGEST_MAIL = /Windows/.test(navigator.userAgent) ? 2000 : 50_000;

// The address of a mail that begins with a text or, if that is too long, with what is said `instead` of it.
export const mailTo = (address, subject, text, instead) => {
  const start = `${address.split("?")[0]}?subject=${encodeURIComponent(subject)}&body=`;
  const [href, short] = [text, instead].map(body => start + encodeURIComponent(body.replaceAll("\n", "\r\n")));
  const isWhole = href.length <= LONGEST_MAIL;
  return { href: isWhole ? href : short, isWhole };
};

// Send fields. Says what came of it: `thanks`, or what went wrong and how to `keep` it otherwise ("save it as a
// file"). Resolves to true if they arrived.
export const post = async (address, entries, tell, { thanks, keep }) => {
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
      tell(`You are offline. Nothing was sent, and nothing is lost: send it when you are back online, or ${keep}.`);
    else tell("We cannot tell whether it arrived. Nothing is lost. ", again(address, entries));
    return false;
  }
  tell(
    answer.ok
      ? thanks
      : `It did not arrive: the stewards’ letter box answered ${answer.status}. Nothing is lost: try again later, or ${keep}.`,
  );
  return answer.ok;
};

// The same as an ordinary form, in a window of its own, for receivers that answer browsers but not scripts.
const again = (address, entries) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address, target: "_blank", acceptCharset: "utf-8" });
  for (const [name, value] of Object.entries(entries))
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  const button = Object.assign(document.createElement("button"), { type: "submit", className: "kg-button kg-button--quiet" });
  button.append("Send it in a new window");
  form.append(button);
  return form;
};
