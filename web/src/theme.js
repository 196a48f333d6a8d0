// @ts-check
// Theme and language: the server keeps the choice, and the page stays where it is in the history. Without a choice the
// system decides the theme.
const page = document.documentElement;

function isDark() {
  const chosen = page.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The same address asked for anew, whatever brought the page. */
const showAnew = () => location.replace(location.pathname + location.search);

document.addEventListener("submit", (event) => {
  const form = event.target;
  const pressed = event.submitter;
  if (!(form instanceof HTMLFormElement && pressed instanceof HTMLButtonElement)) return;
  if (!form.matches('[action="/settings/theme"],[action="/settings/language"]')) return;
  event.preventDefault();
  const turns = form.matches("[data-theme-form]");
  const body = new URLSearchParams({ [pressed.name || "theme"]: turns ? (isDark() ? "light" : "dark") : pressed.value });
  if (turns) page.dataset.theme = body.get("theme") ?? "";
  void fetch(form.action, { method: "POST", body, redirect: "manual" }).then(
    () => turns || showAnew(),
    () => show("p-offline", true),
  );
});
