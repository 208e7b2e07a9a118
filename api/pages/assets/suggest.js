// Suggestions under the search field while one types: a combobox as ARIA describes it, fed by /v1/suggest.
const PATIENCE_MILLISECONDS = 120;
const KINDS = { publisher: "Publisher", family: "Release", image: "Image" };
const input = document.querySelector("input[data-suggest]");

function pageOf(suggestion) {
  // Links in answers are the interface's; the pages for people have the same paths without the version.
  return suggestion.link.replace(/^\/v1\/search/, "/").replace(/^\/v1/, "");
}

function optionFor(suggestion, index) {
  const option = document.createElement("li");
  option.id = `suggestion-${index}`;
  option.setAttribute("role", "option");
  option.dataset.page = pageOf(suggestion);
  const kind = document.createElement("small");
  kind.textContent = suggestion.trust ? `${KINDS[suggestion.kind]}, ${suggestion.trust}` : KINDS[suggestion.kind];
  const text = document.createElement("bdi");
  text.textContent = suggestion.text;
  option.append(text, kind);
  return option;
}

function attach() {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.className = "suggestions";
  list.hidden = true;
  input.closest(".field").append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  })) input.setAttribute(name, value);

  let active = -1;
  let timer;
  let asking;

  const select = (index) => {
    list.children[active]?.removeAttribute("aria-selected");
    active = index;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };
  const show = (options) => {
    list.replaceChildren(...options);
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    select(-1);
  };
  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    show([]);
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const response = await fetch(`/v1/suggest?${new URLSearchParams({ q: input.value })}`, { signal });
      // A half-typed query may not be readable yet: that is no news.
      const found = response.ok ? (await response.json()).suggestions : [];
      if (!signal.aborted) show(found.map(optionFor));
    } catch (error) {
      if (error.name !== "AbortError") show([]);
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) return close();
    timer = setTimeout(ask, PATIENCE_MILLISECONDS);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (list.hidden) {
      return;
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      select(active >= last ? -1 : active + 1);
    } else if (event.key === "ArrowUp") {
      event.preventDefault();
      select(active < 0 ? last : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.page);
    }
  });
  // Before the field loses its focus, and the list its place.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.page);
  });
  input.addEventListener("blur", close);
  addEventListener("pageshow", close);
}

if (input) attach();
