// Light, dark or as the system says: the choice is kept in this browser, and for a reader until it is among the reader's other settings:
// from then on pages come with it. Loaded in the head without `defer`, so that the first paint already has the right colours.
(() => {
  const KEY = "paperstand-theme";
  const CHOICES = ["system", "light", "dark"];
  const { dataset } = document.documentElement;
  const sent = dataset.theme ?? "system";

  /** @returns {string | null} what was chosen in this browser and, by a reader, is not among its settings yet */
  function kept() {
    try {
      const choice = localStorage.getItem(KEY);
      return choice !== null && CHOICES.includes(choice) ? choice : null;
    } catch {
      return null; // storage is forbidden: the choice then lasts for this page
    }
  }

  /** @param {string} choice */
  function apply(choice) {
    if (choice === "system") delete dataset.theme;
    else dataset.theme = choice;
    for (const meta of /** @type {NodeListOf<HTMLMetaElement>} */ (document.querySelectorAll("meta[data-scheme]"))) {
      const { scheme } = meta.dataset;
      meta.media = choice === "system" ? `(prefers-color-scheme: ${scheme})` : choice === scheme ? "all" : "not all";
    }
  }

  /** @param {string} choice */
  function choose(choice) {
    apply(choice);
    try {
      localStorage.setItem(KEY, choice);
    } catch {
      // see kept()
    }
    tell(choice);
  }

  /** Put a reader's choice with its other settings. Without a network it waits in this browser. @param {string | null} choice */
  function tell(choice) {
    if (choice === null || !("reader" in dataset)) return;
    const headers = { "Content-Type": "application/json" };
    fetch("/reader/settings", { method: "POST", headers, body: JSON.stringify({ theme: choice }), keepalive: true })
      .then(({ ok }) => ok && kept() === choice && localStorage.removeItem(KEY))
      .catch(() => {});
  }

  apply(kept() ?? sent);
  addEventListener("storage", ({ key, newValue }) => {
    if (key === KEY && newValue !== null) apply(kept() ?? sent);
  });
  document.addEventListener("DOMContentLoaded", () => {
    tell(kept());
    const select = /** @type {HTMLSelectElement} */ (document.getElementById("theme"));
    select.value = kept() ?? sent;
    select.addEventListener("change", () => choose(select.value));
    for (const element of document.querySelectorAll("[data-needs-script]")) element.removeAttribute("hidden");
  });
})();
