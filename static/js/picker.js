// Choosing categories: the field narrows them to those whose code or name has what is typed, and the address of the list that the choice
// makes stands beside the buttons. Without this the form does the same, and the browser finds words by itself.

const form = /** @type {HTMLFormElement} */ (document.getElementById("picker"));
const field = /** @type {HTMLInputElement} */ (document.getElementById("find-category"));
const link = /** @type {HTMLAnchorElement} */ (document.getElementById("picked"));
const groups = [...form.querySelectorAll("details")];

/** Leave only what fits, in opened groups; all of it, as the groups were, when the field is empty. */
function find() {
  const sought = field.value.trim().toLowerCase();
  for (const group of groups) {
    let any = false;
    for (const row of group.querySelectorAll("li")) {
      row.hidden = !(row.querySelector("p")?.textContent ?? "").toLowerCase().includes(sought);
      any ||= !row.hidden;
    }
    for (const heading of group.querySelectorAll("h3")) heading.hidden = sought !== "";
    group.hidden = !any;
    group.open = any && (sought !== "" || hasChoice(group));
  }
}

/** @param {HTMLElement} group */
function hasChoice(group) {
  return group.querySelector("input:checked:not([value=''])") !== null;
}

function address() {
  const chosen = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input:checked:not([value=''])")]);
  const named = (/** @type {string} */ value) => chosen.filter((each) => each.value === value).map((each) => each.name);
  const taken = named("in");
  const path = `/arxiv/${[taken.join("+"), ...named("out")].join("-")}`;
  link.hidden = taken.length === 0;
  link.href = path;
  link.textContent = path;
}

for (const part of form.querySelectorAll("[data-needs-script]")) part.removeAttribute("hidden");
field.addEventListener("input", find);
field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
form.addEventListener("change", address);
for (const group of groups) group.open = hasChoice(group);
address();

export {};
