// A file that is chosen is read into the field beside it, and sent by nobody until the form is.
for (const picker of document.querySelectorAll("[data-into]")) {
  picker.parentElement.hidden = false;
  picker.addEventListener("change", async () => {
    const [file] = picker.files;
    if (file) document.getElementById(picker.dataset.into).value = await file.text();
  });
}
