// Renews the parts of a page that change while one waits, without reloading the rest: elements with an id and `data-follow`,
// whose value is the pause in seconds. When the page answers without one of them, what was waited for is there: it is shown anew.

/** @type {NodeListOf<HTMLElement>} */
const followed = document.querySelectorAll("[data-follow][id]");

/** @returns {Promise<boolean>} whether to go on */
async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of followed) {
    const newer = page.getElementById(part.id);
    if (!newer?.dataset.follow) {
      location.reload();
      return false;
    }
    // What has the keyboard's attention stays as it is until the next turn.
    const changed = newer.innerHTML !== part.innerHTML && !part.contains(document.activeElement);
    if (changed) part.replaceChildren(...newer.childNodes);
  }
  return true;
}

const pause = Math.max(1, ...Array.from(followed, (part) => Number(part.dataset.follow))) * 1000;
let goesOn = followed.length > 0;
while (goesOn) {
  await new Promise((resolve) => setTimeout(resolve, pause));
  if (document.hidden) continue;
  try {
    goesOn = await renew();
  } catch {
    // The network is away for a moment: the next turn tries again.
  }
}

export {};
