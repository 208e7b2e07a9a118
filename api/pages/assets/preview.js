// The preview of a form while one types: the server makes the page, and its preview replaces the one that is shown.
const QUIET_MILLISECONDS = 600;

const form = document.querySelector("form[data-preview]");
if (form) {
  let timer = 0;
  let asked = null;
  const show = () => {
    asked?.abort();
    asked = new XMLHttpRequest();
    asked.open("POST", form.dataset.preview);
    // A document, parsed by the browser as pages are, in which nothing runs.
    asked.responseType = "document";
    asked.onload = (event) => {
      const made = event.target.response?.getElementById("preview");
      if (made) document.getElementById("preview").replaceWith(document.adoptNode(made));
    };
    asked.send(new URLSearchParams(new FormData(form)));
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, QUIET_MILLISECONDS);
  });
}
