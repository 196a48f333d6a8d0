// @ts-check
// The theme button. The server keeps the choice; without one the system decides.
const page = document.documentElement;

function isDark() {
  const chosen = page.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-theme-form]")) return;
  event.preventDefault();
  const theme = isDark() ? "light" : "dark";
  page.dataset.theme = theme;
  void fetch(form.action, { method: "POST", body: new URLSearchParams({ theme }), redirect: "manual" }).catch(() => {});
});
