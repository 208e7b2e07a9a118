// Choosing a region on a page of results searches there at once. On narrow screens, filters begin folded.
for (const picker of document.querySelectorAll("[data-submit]")) {
  picker.addEventListener("change", () => {
    const typed = picker.form.elements.q?.value;
    if (picker.dataset.submit === "always" || typed || location.search) picker.form.requestSubmit();
  });
}

const filters = document.querySelector("[data-narrow]");
const narrow = matchMedia("(max-width: 56rem)");
const fold = () => { filters.open = !narrow.matches; };
if (filters) {
  fold();
  narrow.addEventListener("change", fold);
}
