// The page that lists what is kept: lists by their day, then everything else, the latest first.

import { all } from "./kept.js";
import { t } from "./words.js";

/** @typedef {Awaited<ReturnType<typeof all>>[number]} Page */

const pages = "caches" in window ? (await all()).reverse() : [];
const lists = pages.filter(({ day }) => day).sort((one, other) => other.day.localeCompare(one.day));

/** @param {string} heading @param {Page[]} those */
function section(heading, those) {
  const title = document.createElement("h2");
  title.textContent = heading;
  const list = document.createElement("ul");
  list.append(...those.map(line));
  return those.length ? [title, list] : [];
}

/** @param {Page} page */
function line({ address, title, asOf }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = new DOMParser().parseFromString(title, "text/html").body.textContent.replace(/ · [^·]*$/, "");
  const n = new URL(address).searchParams.get("skip");
  const time = new Date(asOf).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  item.append(link, n ? ` · ${t("after the first %(n)s", { n })}` : "", ` · ${t("as of %(time)s", { time })}`);
  return item;
}

document.getElementById("kept")?.replaceChildren(
  ...section(t("Lists"), lists),
  ...section(
    t("Papers and other pages"),
    pages.filter(({ day }) => !day),
  ),
  ...(pages.length ? [] : ["caches" in window ? t("Nothing is kept so far.") : t("Browsers keep pages of sites with https only.")]),
);
document.getElementById("instead")?.toggleAttribute("hidden", location.pathname === "/offline");
