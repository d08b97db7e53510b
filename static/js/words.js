// What scripts say, in the page's language. English stands in the code; words.zh.js has the Chinese and is loaded on Chinese pages only.

/** @type {Record<string, string>} */
const translated = document.documentElement.lang.startsWith("zh") ? (await import("./words.zh.js")).default : {};

/** A sentence in the page's language, its `%(name)s` filled in. @param {string} english @param {Record<string, string | number>} [values] */
export function t(english, values = {}) {
  return (translated[english] ?? english).replace(/%\((\w+)\)s/g, (place, name) => String(values[name] ?? place));
}
