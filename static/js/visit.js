// Tells the site what this page has shown the reader: the newest announcement day, or all that a saved search finds by now.
// A page that shows nothing that is not known already has neither, and does not load this.

const shown = { visit: ["/reader/visit", "day"], seen: ["/reader/searches", "seen"] };

for (const [name, [address, field]] of Object.entries(shown)) {
  const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector(`meta[name="${name}"]`));
  if (meta) navigator.sendBeacon(address, new URLSearchParams({ [field]: meta.content }));
}

export {};
