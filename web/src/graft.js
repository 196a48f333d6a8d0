// @ts-check
// hx-swap="graft": what is answered as it stands already stays in the page, element by element, with its layout. So an
// order of sixty lines is not built anew for each of them.

/** Attributes that htmx has bound to the element: with others it is another element. @param {Element} element */
const boundTo = (element) => [...element.attributes].map((one) => (one.name.startsWith("hx-") ? `${one.name}=${one.value}` : "")).join("");

/** @param {ChildNode} old @param {ChildNode} fresh */
function isAlike(old, fresh) {
  if (old.nodeName !== fresh.nodeName) return false;
  return !(old instanceof Element && fresh instanceof Element) || (old.id === fresh.id && boundTo(old) === boundTo(fresh));
}

/** Makes `old` what `fresh` is, and tells what stands there now; new nodes are added to `made`.
 * @param {ChildNode} old @param {ChildNode} fresh @param {Node[]} made @returns {ChildNode} */
function graft(old, fresh, made) {
  if (old.isEqualNode(fresh)) return old;
  if (!(old instanceof Element && fresh instanceof Element && isAlike(old, fresh))) {
    old.replaceWith(fresh);
    made.push(fresh);
    return fresh;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let place = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    // It may stand further on: then what is before it has gone.
    let same = place;
    while (same && !isAlike(same, next)) same = same.nextSibling;
    if (same) {
      removeUntil(place, same);
      place = graft(same, next, made).nextSibling;
    } else {
      old.insertBefore(next, place);
      made.push(next);
    }
  }
  removeUntil(place, null);
  return old;
}

/** @param {ChildNode | null} from @param {ChildNode | null} to */
function removeUntil(from, to) {
  while (from && from !== to) {
    const next = from.nextSibling;
    from.remove();
    from = next;
  }
}

// @ts-ignore htmx stands before this script in the same file
htmx.defineExtension("graft", {
  /** @param {string} style @param {Element} target @param {DocumentFragment} fragment @param {any} settling */
  handleSwap(style, target, fragment, settling) {
    const fresh = fragment.firstElementChild;
    if (style !== "graft" || !fresh) return false;
    /** @type {Node[]} */
    const made = [];
    const stands = graft(target, fresh, made);
    settling.elts = [stands];
    if (!(stands instanceof Element)) return made;
    // A field that stayed holds what the answer says, as a new one would.
    for (const form of stands.querySelectorAll("form")) form.reset();
    settling.tasks.push(() => {
      const first = stands.querySelector("[autofocus]");
      if (first instanceof HTMLElement) first.focus();
    });
    return made;
  },
});
