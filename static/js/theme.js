// Light, dark or as the system says: the reader's choice, kept in this browser, and with a reader's other settings where there is one:
// then the page comes with it. Loaded in the head without `defer`, so that the first paint already has the right colours.
(() => {
  const KEY = "paperstand-theme";
  const CHOICES = ["light", "dark"];
  let sent = document.documentElement.dataset.theme;

  /** @returns {string} `light`, `dark` or `system` */
  function chosen() {
    if (sent) return sent;
    try {
      const kept = localStorage.getItem(KEY);
      return kept !== null && CHOICES.includes(kept) ? kept : "system";
    } catch {
      return "system"; // storage is forbidden: the choice then lasts for this page
    }
  }

  /** @param {string} choice */
  function apply(choice) {
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
  }

  /** @param {string} choice */
  function keep(choice) {
    sent = undefined;
    apply(choice);
    try {
      if (choice === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      // see chosen()
    }
    if ("reader" in document.documentElement.dataset) {
      const headers = { "Content-Type": "application/json" };
      fetch("/reader/settings", { method: "POST", headers, body: JSON.stringify({ theme: choice }), keepalive: true }).catch(() => {
        // Without a network the choice lasts in this browser only.
      });
    }
  }

  apply(chosen());
  addEventListener("storage", (event) => {
    if (event.key !== KEY && event.key !== null) return;
    sent = undefined;
    apply(chosen());
  });
  document.addEventListener("DOMContentLoaded", () => {
    const select = /** @type {HTMLSelectElement} */ (document.getElementById("theme"));
    select.value = chosen();
    select.addEventListener("change", () => keep(select.value));
    for (const element of document.querySelectorAll("[data-needs-script]")) element.removeAttribute("hidden");
  });
})();
