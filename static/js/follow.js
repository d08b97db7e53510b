// Renews the parts of a page that change while one waits, without reloading the rest: an element with an id and
// `data-follow="5"` is fetched anew every five seconds. When the page answers without it, the page itself is shown anew.

/** @type {HTMLElement | null} */
const followed = document.querySelector("[data-follow][id]");

/** @returns {Promise<boolean>} whether to go on */
async function renew() {
  const here = followed && document.getElementById(followed.id);
  if (!here) return false;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const newer = page.getElementById(here.id);
  if (!newer) {
    location.reload();
    return false;
  }
  if (newer.innerHTML !== here.innerHTML) here.replaceChildren(...newer.childNodes);
  return true;
}

if (followed) {
  const pause = Number(followed.dataset.follow) * 1000;
  let goesOn = true;
  while (goesOn) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (document.hidden) continue;
    try {
      goesOn = await renew();
    } catch {
      // The network is away for a moment: the next turn tries again.
    }
  }
}

export {};
