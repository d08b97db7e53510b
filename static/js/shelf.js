// The page that lists what is kept: lists by their day, then everything else, the latest first.

import { all } from "./kept.js";
import { when } from "./moment.js";
import { t } from "./words.js";

/** @typedef {Awaited<ReturnType<typeof all>>[number]} Page */

const pages = "caches" in window ? (await all()).reverse() : [];
const lists = pages.filter((page) => page.day).sort((one, other) => (one.day < other.day ? 1 : Number(one.day > other.day) * -1));
const others = pages.filter((page) => !page.day);

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
  const { searchParams } = new URL(address);
  const after = searchParams.get("skip");
  const said = [after && t("after the first %(n)s", { n: after }), t("as of %(time)s", { time: when(asOf) })];
  item.append(link, ` · ${said.filter(Boolean).join(" · ")}`);
  return item;
}

document.getElementById("kept")?.replaceChildren(
  ...section(t("Lists"), lists),
  ...section(t("Papers and other pages"), others),
  ...(pages.length ? [] : [t("Nothing is kept so far.")]),
);
document.getElementById("instead")?.toggleAttribute("hidden", location.pathname === "/offline");
