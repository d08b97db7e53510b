// Light, dark or as the system says: the reader's choice, kept in this browser. Loaded in the head without `defer`, so that
// the first paint already has the right colours.
(() => {
  const KEY = "paperstand-theme";
  const CHOICES = ["light", "dark"];

  /** @returns {string} `light`, `dark` or `system` */
  function chosen() {
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
    apply(choice);
    try {
      if (choice === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      // see chosen()
    }
  }

  apply(chosen());
  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) apply(chosen());
  });
  document.addEventListener("DOMContentLoaded", () => {
    const select = /** @type {HTMLSelectElement} */ (document.getElementById("theme"));
    select.value = chosen();
    select.addEventListener("change", () => keep(select.value));
    for (const element of document.querySelectorAll("[data-needs-script]")) element.removeAttribute("hidden");
  });
})();
