// Buttons that copy: shown where they can do so, and saying what they did to ears as well as to eyes.
const SHOWN_MILLISECONDS = 1600;
const told = document.createElement("div");
told.setAttribute("role", "status");
told.className = "unseen";
document.body.append(told);

for (const button of document.querySelectorAll("[data-copy], [data-copy-from]")) {
  if (navigator.clipboard) button.hidden = false;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const text = button.dataset.copy ?? document.getElementById(button.dataset.copyFrom).textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    told.textContent = "The browser does not allow copying.";
    return;
  }
  told.textContent = `Copied ${button.dataset.copy ?? ""}`;
  button.classList.add("copied");
  setTimeout(() => button.classList.remove("copied"), SHOWN_MILLISECONDS);
});
