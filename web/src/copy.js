// @ts-check
// A button that copies a field. The house is often served without TLS, where pages have no clipboard of their own.
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  const field = button && document.getElementById(button.getAttribute("data-copy") ?? "");
  if (!(button instanceof HTMLButtonElement) || !(field instanceof HTMLInputElement)) return;
  field.focus();
  field.select();
  if (!document.execCommand("copy")) return;
  button.replaceChildren(button.dataset.copied ?? "");
});
