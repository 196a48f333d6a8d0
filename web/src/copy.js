// @ts-check
// A button that prints the page, and one that copies a field. The house is often served without TLS, where pages have no
// clipboard of their own.
document.addEventListener("click", (event) => {
  const at = event.target instanceof Element ? event.target : null;
  if (at?.closest("[data-print]")) print();
  const button = at?.closest("[data-copy]");
  const field = button && document.getElementById(button.getAttribute("data-copy") ?? "");
  if (!(button instanceof HTMLButtonElement) || !(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
  if (!document.execCommand("copy")) return;
  button.replaceChildren(button.dataset.copied ?? "");
});
