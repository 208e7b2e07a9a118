// Times in the visitor's own zone. What the server wrote, in UTC, is shown to who points at them.
const FORMS = {
  day: { dateStyle: "medium" },
  minute: { dateStyle: "medium", timeStyle: "short" },
};

for (const time of document.querySelectorAll("time[data-time]")) {
  const at = new Date(time.dateTime);
  time.textContent = new Intl.DateTimeFormat("en-GB", FORMS[time.dataset.time]).format(at);
}
